"""Plans are kept as versions; a published plan's runs are planned before they are accepted."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("company", "0003_holds_and_arrivals"),
    ]

    operations = [
        migrations.CreateModel(
            name="Plan",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("state", models.TextField()),
                ("made", models.DateTimeField()),
                ("actor", models.TextField()),
                ("reason", models.TextField(blank=True, default="")),
                ("position", models.TextField()),
                ("generation", models.BigIntegerField()),
                ("today", models.BigIntegerField()),
                ("fingerprint", models.TextField()),
                ("figures", models.TextField()),
                ("body", models.TextField()),
                ("published_entry", models.BigIntegerField(null=True)),
            ],
            options={
                "db_table": "plan",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ("draft", "published", "replaced"))), name="plan_state"
                    )
                ],
            },
        ),
        migrations.RemoveConstraint("run", "run_state"),
        migrations.AddConstraint(
            "run",
            models.CheckConstraint(
                condition=models.Q(("state__in", ("held", "promised", "planned", "firm", "gone"))), name="run_state"
            ),
        ),
    ]
