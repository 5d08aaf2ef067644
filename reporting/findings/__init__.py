"""What is wrong or odd in a row, form by form.

Row errors block only 上报; warnings ask for a word once. Where it is, the page says.
"""

from .judge import STEP_BACK, Beside

__all__ = ["STEP_BACK", "Beside"]
