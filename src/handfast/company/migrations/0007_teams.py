"""Teams, whose weeks of overtime are balances of their own, so that no two promises can ask for the same hour twice."""

from django.db import migrations, models

_KINDS = ("stock", "receipt", "run", "uncovered", "capacity", "overtime", "team_overtime", "allocation")
_ONE_A_DAY = ("capacity", "overtime", "team_overtime")


class Migration(migrations.Migration):
    dependencies = [
        ("company", "0006_backlog_proposals"),
    ]

    operations = [
        migrations.CreateModel(
            name="Team",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("team", models.TextField(blank=True, default="")),
                ("name", models.TextField(blank=True, default="")),
                ("overtime_per_week", models.BigIntegerField(null=True)),
                ("changes_per_week", models.BigIntegerField(null=True)),
                ("notice_days", models.BigIntegerField()),
                ("change_cost", models.BigIntegerField()),
            ],
            options={
                "db_table": "team",
                "constraints": [models.UniqueConstraint(fields=("team",), name="team_key")],
            },
        ),
        migrations.AddField("resource", "team", models.TextField(blank=True, default="")),
        migrations.RemoveConstraint("balance", "balance_kind"),
        migrations.RemoveConstraint("balance", "balance_one_a_day"),
        migrations.AddConstraint(
            "balance", models.CheckConstraint(condition=models.Q(("kind__in", _KINDS)), name="balance_kind")
        ),
        migrations.AddConstraint(
            "balance",
            models.UniqueConstraint(
                fields=("kind", "node", "day"),
                condition=models.Q(("kind__in", _ONE_A_DAY)),
                name="balance_one_a_day",
            ),
        ),
    ]
