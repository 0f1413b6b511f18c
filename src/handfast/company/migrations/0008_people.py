"""People: what they may do and see, their browsers, tokens and second factor, and what was done about them."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("company", "0007_teams"),
    ]

    operations = [
        migrations.AddField(
            model_name="user",
            name="language",
            field=models.TextField(blank=True, default=""),
        ),
        migrations.AddField(
            model_name="user",
            name="looks_after",
            field=models.JSONField(default=list),
        ),
        migrations.AddField(
            model_name="user",
            name="recovery_codes",
            field=models.JSONField(default=list),
        ),
        migrations.AddField(
            model_name="user",
            name="roles",
            field=models.JSONField(default=list),
        ),
        migrations.AddField(
            model_name="user",
            name="second_factor",
            field=models.TextField(blank=True, default=""),
        ),
        migrations.AddField(
            model_name="user",
            name="second_factor_since",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name="user",
            name="second_factor_step",
            field=models.BigIntegerField(default=0),
        ),
        migrations.AddField(
            model_name="user",
            name="segments",
            field=models.JSONField(null=True),
        ),
        migrations.AddField(
            model_name="user",
            name="sites",
            field=models.JSONField(null=True),
        ),
        migrations.AddField(
            model_name="user",
            name="time_zone",
            field=models.TextField(blank=True, default=""),
        ),
        migrations.CreateModel(
            name="Audit",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("time", models.DateTimeField()),
                ("actor", models.TextField()),
                ("kind", models.TextField()),
                ("about", models.TextField(blank=True, default="")),
                ("address", models.TextField(blank=True, default="")),
                ("said", models.JSONField(default=dict)),
            ],
            options={
                "db_table": "audit",
                "indexes": [
                    models.Index(fields=["actor", "time"], name="audit_actor"),
                    models.Index(fields=["address", "time"], name="audit_address"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Session",
            fields=[
                (
                    "session_key",
                    models.CharField(max_length=40, primary_key=True, serialize=False, verbose_name="session key"),
                ),
                ("session_data", models.TextField(verbose_name="session data")),
                ("expire_date", models.DateTimeField(db_index=True, verbose_name="expire date")),
                ("person", models.BigIntegerField(null=True)),
                ("started", models.DateTimeField(null=True)),
                ("address", models.TextField(blank=True, default="")),
                ("browser", models.TextField(blank=True, default="")),
            ],
            options={
                "db_table": "session",
                "indexes": [models.Index(fields=["person"], name="session_person")],
            },
        ),
        migrations.CreateModel(
            name="Token",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("person", models.BigIntegerField()),
                ("name", models.TextField()),
                ("start", models.TextField()),
                ("digest", models.TextField()),
                ("scope", models.JSONField()),
                ("made", models.DateTimeField()),
                ("expires", models.DateTimeField()),
                ("last_used", models.DateTimeField(null=True)),
                ("revoked", models.DateTimeField(null=True)),
            ],
            options={
                "db_table": "token",
                "indexes": [models.Index(fields=["person"], name="token_person")],
                "constraints": [models.UniqueConstraint(fields=("digest",), name="token_digest")],
            },
        ),
    ]
