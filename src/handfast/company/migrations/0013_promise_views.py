"""Views of the promise book that people keep."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("company", "0012_limit_words"),
    ]

    operations = [
        migrations.CreateModel(
            name="PromiseView",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.TextField()),
                ("owner", models.TextField()),
                ("shared", models.BooleanField(default=False)),
                ("terms", models.TextField()),
                ("changed", models.DateTimeField()),
            ],
            options={"db_table": "promise_view"},
        ),
        migrations.AddConstraint(
            model_name="promiseview",
            constraint=models.UniqueConstraint(fields=("owner", "name"), name="promise_view_name"),
        ),
    ]
