"""Imports that somebody is mending, and what each import changed."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("company", "0009_routines"),
    ]

    operations = [
        migrations.CreateModel(
            name="ImportDraft",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.TextField()),
                ("actor", models.TextField()),
                ("made", models.DateTimeField()),
                ("changed", models.DateTimeField()),
                ("reason", models.TextField(blank=True, default="")),
                ("version", models.BigIntegerField(default=0)),
                ("content", models.BinaryField()),
            ],
            options={"db_table": "import_draft"},
        ),
        migrations.CreateModel(
            name="TableChange",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("time", models.DateTimeField()),
                ("actor", models.TextField()),
                ("reason", models.TextField(blank=True, default="")),
                ("counts", models.TextField()),
                ("content", models.BinaryField()),
            ],
            options={"db_table": "table_change"},
        ),
    ]
