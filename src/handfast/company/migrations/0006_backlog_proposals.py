"""Proposals of what the backlog could become are kept until somebody agrees."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("company", "0005_volume_plans"),
    ]

    operations = [
        migrations.CreateModel(
            name="BacklogProposal",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("made", models.DateTimeField()),
                ("actor", models.TextField()),
                ("generation", models.BigIntegerField()),
                ("today", models.BigIntegerField()),
                ("figures", models.TextField()),
                ("lines", models.TextField()),
                ("agreed", models.TextField(default="[]")),
            ],
            options={"db_table": "backlog_proposal"},
        ),
    ]
