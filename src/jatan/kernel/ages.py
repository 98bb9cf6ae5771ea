"""The age at which somebody is grown, said once for every count, rule, letter and screen."""

from typing import Final

# Completed years. Below it the Juvenile Justice Act 2015, s. 2(12), and POCSO 2012, s. 2(1)(d), call somebody a child;
# from it the Majority Act 1875, s. 3, calls her grown.
ADULT: Final = 18
