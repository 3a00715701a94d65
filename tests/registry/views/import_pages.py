"""The pages of the newest import, and the worker's step by hand."""

import re

from django.urls import reverse

from registry.models import ImportRun
from registry.tasks import read_run

WHOLE_NUMBER = re.compile(r"(?<![0-9a-f-])[0-9]{16,18}(?![0-9a-f-])")


def the_run():
    return ImportRun.objects.latest("pk")


def read():
    read_run.func(str(the_run().public_id))
    return the_run()


def page(client, name="import_detail", *arguments):
    response = client.get(reverse(name, args=[the_run().public_id, *arguments]))
    assert response.status_code == 200
    text = response.content.decode()
    assert WHOLE_NUMBER.search(text) is None
    return text


def press(client, name):
    return client.post(reverse(name, args=[the_run().public_id]))
