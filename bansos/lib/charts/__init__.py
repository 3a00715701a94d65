"""Charts as plain geometry: figures in, marks out; the markup is in templates/charts/*.svg.

Lengths across are percentages of the drawing's width and lengths down are pixels, so that a
chart fills a phone and a desk alike while its text keeps its size. Only the map has a viewBox:
a city must not be stretched. Every chart has its `table`, the same figures for those who read.
"""
