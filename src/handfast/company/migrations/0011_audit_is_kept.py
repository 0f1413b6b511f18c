"""The audit trail is never changed: coming to this version writes the triggers that refuse it (`company.schema`)."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("company", "0010_table_changes"),
    ]

    operations = []
