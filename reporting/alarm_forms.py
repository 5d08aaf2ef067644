"""What the centre types at a 疑点."""

from django import forms

from accounts.fields import TextField


class ClearForm(forms.Form):
    explanation = TextField(
        label="核实情况",
        max_length=300,
        widget=forms.Textarea({"rows": 3}),
        help_text="看了什么、问了谁、为什么不是问题。留在这里，谁都查得到",
    )


class AskForm(forms.Form):
    question = TextField(
        label="要说明什么",
        max_length=100,
        required=False,
        help_text="可以不填。对方在铃铛里看到疑点这句话和你写的",
    )
