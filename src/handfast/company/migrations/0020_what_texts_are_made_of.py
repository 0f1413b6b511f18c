"""Texts that Handfast itself wrote remember what they are made of, so that each reader gets them in their language."""

from django.db import migrations, models

TEXTS = (
    ("entry", "reason"),
    ("job", "words"),
    ("job", "error"),
    ("importdraft", "name"),
    ("importdraft", "reason"),
    ("tablechange", "reason"),
)


class Migration(migrations.Migration):
    dependencies = [
        ("company", "0019_open_promises_of_an_item"),
    ]

    operations = [migrations.AddField(model, f"{text}_made_of", models.TextField(null=True)) for model, text in TEXTS]
