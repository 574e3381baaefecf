"""A web that means harm, drawn from a seed; and a watch over what Theodore makes of it.

    python -m tests.fuzz --seconds 600 --seed 1

Whatever fails there is kept as a case, to be mended and put into `corpus/`, which the suite answers with again.
"""
