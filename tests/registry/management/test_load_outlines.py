"""manage.py load_outlines: outlines are checked, simplified and kept, or refused in words."""

import json

import pytest
from django.core.management import CommandError, call_command

from registry.events import Verb
from registry.models import Area, AuditEvent

pytestmark = pytest.mark.django_db

WEST, EAST = "64.72.01.1001", "64.72.01.1002"
# Two squares beside each other; the border between them has a bend nobody would see.
BORDER = [[117.1, -0.5], [117.10001, -0.45], [117.1, -0.4]]
LEFT = [[117.0, -0.4], [117.0, -0.5], *BORDER, [117.0, -0.4]]
RIGHT = [[117.2, -0.5], [117.2, -0.4], *BORDER[::-1], [117.2, -0.5]]


def feature(code, ring, kind="Polygon"):
    coordinates = [ring] if kind == "Polygon" else [[ring]]
    geometry = {"type": kind, "coordinates": coordinates}
    return {"type": "Feature", "properties": {"code": code}, "geometry": geometry}


@pytest.fixture
def load(tmp_path):
    def run(*features, text=None):
        path = tmp_path / "batas.geojson"
        content = {"type": "FeatureCollection", "features": list(features)}
        path.write_text(json.dumps(content) if text is None else text, encoding="utf-8")
        call_command("load_outlines", str(path))

    return run


def rings(code):
    return Area.objects.get(code=code).outline["coordinates"][0][0]


def test_neighbours_keep_one_border_with_fewer_points(load):
    load(feature(WEST, LEFT), feature(EAST, RIGHT, "MultiPolygon"))
    shared = {tuple(p) for p in rings(WEST)} & {tuple(p) for p in rings(EAST)}
    assert shared == {(117.1, -0.5), (117.1, -0.4)}
    assert len(rings(WEST)) == len(rings(EAST)) == 5


def test_loading_leaves_one_line_in_the_history(load):
    load(feature(WEST, LEFT))
    event = AuditEvent.objects.get(verb=Verb.OUTLINES_LOADED)
    assert event.after == {"areas": 1}


@pytest.mark.parametrize(
    ("features", "said"),
    [
        ([feature("99.99", LEFT)], "tidak dikenal: 99.99"),
        ([feature(WEST, LEFT), feature(WEST, RIGHT)], "dua kali"),
        ([{"type": "Feature", "geometry": None}], "properties.code"),
        ([feature(WEST, LEFT, "Point")], "berjenis Point"),
        ([feature(WEST, LEFT[:-1])], "tidak tertutup"),
        ([feature(WEST, [])], "kosong"),
        ([feature(WEST, [[117, 95], *LEFT[1:-1], [117, 95]])], "bujur dan lintang"),
        ([feature(WEST, [["x", 1]] * 4)], "bujur dan lintang"),
        ([feature(WEST, 7)], "bujur dan lintang"),
        ([], "tidak berisi"),
    ],
)
def test_what_cannot_be_drawn_refuses_the_file_in_words(load, features, said):
    with pytest.raises(CommandError, match=said) as refused:
        load(*features)
    assert refused.value.returncode == 2
    assert not Area.objects.exclude(outline=None).exists()


@pytest.mark.parametrize("text", ["", "[]", "bukan JSON", '{"features": 3}', "[" * 100_000])
def test_a_file_that_is_no_geojson_is_refused(load, text):
    with pytest.raises(CommandError, match=r"batas\.geojson"):
        load(text=text)
