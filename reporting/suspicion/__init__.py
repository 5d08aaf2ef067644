"""疑点: rules that look at a county's facts and say in a sentence what is odd (第五条（四）).

Each rule is a pure function of `facts.Facts`; `rules.RULES` lists them all.
"""
