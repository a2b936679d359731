"""A digit written by hand, as strokes: the one that the first page's pad writes by itself.

It was written for this book. While it grows, the model of chapter 6 takes it for a 1, a 6, a 2 and a 4.
"""

Stroke = tuple[tuple[float, float], ...]  # points (x, y) on a paper of 28 by 28 pixels, y down

FIVE: tuple[Stroke, ...] = (
    (
        (11.2, 6.2),
        (11.0, 7.5),
        (10.7, 8.8),
        (10.4, 10.1),
        (10.1, 11.4),
        (9.8, 12.6),
        (10.8, 12.1),
        (12.1, 11.8),
        (13.4, 11.7),
        (14.8, 11.7),
        (16.1, 12.1),
        (17.3, 12.7),
        (18.2, 13.7),
        (18.9, 15.0),
        (19.0, 16.4),
        (18.8, 17.7),
        (18.2, 18.9),
        (17.4, 20.1),
        (16.4, 21.1),
        (15.1, 21.8),
        (13.8, 22.4),
        (12.4, 22.6),
        (11.1, 22.5),
        (10.0, 22.1),
        (9.1, 21.6),
        (8.4, 20.8),
    ),
    (
        (11.2, 6.4),
        (12.6, 6.4),
        (14.1, 6.4),
        (15.5, 6.2),
        (17.0, 6.0),
        (18.6, 5.7),
        (20.1, 5.4),
    ),
)
