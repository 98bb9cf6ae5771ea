"""Laws for women, children and workers as dated data: which activity or consultation concerned which."""
