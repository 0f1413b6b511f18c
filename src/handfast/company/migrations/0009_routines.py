"""Jobs and their files; events, the webhooks that are told of them, and what came of telling."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("company", "0008_people"),
    ]

    operations = [
        migrations.CreateModel(
            name="Event",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("entry", models.BigIntegerField(null=True)),
                ("time", models.DateTimeField()),
                ("type", models.TextField()),
                ("subject", models.TextField(blank=True, default="")),
                ("data", models.TextField()),
            ],
            options={
                "db_table": "event",
            },
        ),
        migrations.CreateModel(
            name="Upload",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.TextField()),
                ("actor", models.TextField()),
                ("sent", models.DateTimeField()),
                ("size", models.BigIntegerField()),
                ("content", models.BinaryField()),
            ],
            options={
                "db_table": "upload",
            },
        ),
        migrations.CreateModel(
            name="Delivery",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("webhook", models.BigIntegerField()),
                ("event", models.BigIntegerField(null=True)),
                ("type", models.TextField()),
                ("attempt", models.BigIntegerField()),
                ("at", models.DateTimeField()),
                ("milliseconds", models.BigIntegerField()),
                ("status", models.BigIntegerField(null=True)),
                ("delivered", models.BooleanField()),
                ("words", models.TextField(blank=True, default="")),
            ],
            options={
                "db_table": "delivery",
                "indexes": [models.Index(fields=["webhook", "id"], name="delivery_webhook")],
            },
        ),
        migrations.CreateModel(
            name="EventHead",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("epoch", models.TextField()),
                ("position", models.TextField()),
                ("last", models.BigIntegerField(default=0)),
                ("at_risk", models.TextField(default="[]")),
            ],
            options={
                "db_table": "event_head",
                "constraints": [models.CheckConstraint(condition=models.Q(("id", 1)), name="event_head_one_row")],
            },
        ),
        migrations.CreateModel(
            name="Job",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("kind", models.TextField()),
                ("arguments", models.TextField(default="{}")),
                ("actor", models.TextField()),
                ("state", models.TextField(default="waiting")),
                ("asked", models.DateTimeField()),
                ("started", models.DateTimeField(null=True)),
                ("ended", models.DateTimeField(null=True)),
                ("attempts", models.BigIntegerField(default=0)),
                ("worker", models.TextField(blank=True, default="")),
                ("lease_until", models.DateTimeField(null=True)),
                ("alone", models.BooleanField(default=False)),
                ("cancel", models.BooleanField(default=False)),
                ("words", models.TextField(blank=True, default="")),
                ("done", models.BigIntegerField(default=0)),
                ("of", models.BigIntegerField(default=0)),
                ("result", models.TextField(blank=True, default="")),
                ("error", models.TextField(blank=True, default="")),
                ("upload", models.BigIntegerField(null=True)),
            ],
            options={
                "db_table": "job",
                "indexes": [
                    models.Index(
                        condition=models.Q(("state__in", ["waiting", "running"])), fields=["id"], name="job_open"
                    )
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ("waiting", "running", "done", "failed", "cancelled"))),
                        name="job_state",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "running"), _negated=True),
                            ("lease_until__isnull", False),
                            _connector="OR",
                        ),
                        name="job_lease",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("alone", True), ("state", "running")), fields=("kind",), name="job_alone"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Webhook",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("url", models.TextField()),
                ("types", models.TextField(default="[]")),
                ("secret", models.TextField()),
                ("state", models.TextField(default="active")),
                ("words", models.TextField(blank=True, default="")),
                ("actor", models.TextField()),
                ("made", models.DateTimeField()),
                ("position", models.BigIntegerField()),
                ("attempts", models.BigIntegerField(default=0)),
                ("next_at", models.DateTimeField(null=True)),
                ("worker", models.TextField(blank=True, default="")),
                ("lease_until", models.DateTimeField(null=True)),
            ],
            options={
                "db_table": "webhook",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ("active", "paused"))), name="webhook_state"
                    )
                ],
            },
        ),
    ]
