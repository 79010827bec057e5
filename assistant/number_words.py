"""The English words for numbers and for places."""

CARDINALS = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen "
    "sixteen seventeen eighteen nineteen twenty"
).split()
"""Each at its value."""
TENS = "ten twenty thirty forty fifty sixty seventy eighty ninety".split()
"""From 10, each ten further."""
ORDINALS = (
    "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth"
).split()
"""From the first place."""
