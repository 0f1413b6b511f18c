"""What Operations says about the limits."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("company", "0011_audit_is_kept"),
    ]

    operations = [
        migrations.CreateModel(
            name="LimitWords",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("time", models.DateTimeField()),
                ("actor", models.TextField()),
                ("text", models.TextField(blank=True, default="")),
            ],
            options={"db_table": "limit_words"},
        ),
    ]
