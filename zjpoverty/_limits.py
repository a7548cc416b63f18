"""Numbers that a model refuses, each with one sentence that says what would be accepted."""


def not_negative(**values: float) -> None:
    """Refuse a number below zero, and what is no number.

    Examples
    --------
    >>> not_negative(loan=0, rate=0.06)
    >>> not_negative(loan=-1)
    Traceback (most recent call last):
    ValueError: loan is -1; it must be zero or more.
    """
    for name, value in values.items():
        if not value >= 0:
            raise ValueError(f"{name} is {value:g}; it must be zero or more.")


def positive(**values: float) -> None:
    """Refuse zero, a number below it, and what is no number.

    Examples
    --------
    >>> positive(people=0)
    Traceback (most recent call last):
    ValueError: people is 0; it must be more than zero.
    """
    for name, value in values.items():
        if not value > 0:
            raise ValueError(f"{name} is {value:g}; it must be more than zero.")


def a_share(**values: float) -> None:
    """Refuse what is not between 0 and 1.

    Examples
    --------
    >>> a_share(leakage=30)
    Traceback (most recent call last):
    ValueError: leakage is 30; it must be a share between 0 and 1.
    """
    for name, value in values.items():
        if not 0 <= value <= 1:
            raise ValueError(f"{name} is {value:g}; it must be a share between 0 and 1.")
