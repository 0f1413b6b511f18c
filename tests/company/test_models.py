"""The database's tables are the contract's: names, types, and where nothing may be said."""

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import IntegrityError, models

from handfast.company.models.contract import may_be_null
from handfast.engine.tables import CONTRACT, Kind

FIELDS = {
    Kind.KEY: models.TextField,
    Kind.TEXT: models.TextField,
    Kind.CHOICE: models.TextField,
    Kind.FLAG: models.BooleanField,
    Kind.INTEGER: models.BigIntegerField,
    Kind.QUANTITY: models.BigIntegerField,
    Kind.MONEY: models.BigIntegerField,
    Kind.RATIO: models.TextField,
    Kind.DATE: models.DateField,
    Kind.MOMENT: models.DateTimeField,
}

BY_TABLE = {model._meta.db_table: model for model in apps.get_app_config("company").get_models()}


@pytest.mark.parametrize("name", CONTRACT)
def test_a_model_is_its_contract(name):
    table, model = CONTRACT[name], BY_TABLE[name]
    fields = {field.name: field for field in model._meta.get_fields()}
    assert list(fields) == ["id", *(column.name for column in table.columns)]
    assert isinstance(fields["id"], models.BigAutoField)
    for column in table.columns:
        assert type(fields[column.name]) is FIELDS[column.kind], column.name
        assert fields[column.name].null == may_be_null(column), column.name
        assert fields[column.name].column == column.name


@pytest.mark.parametrize("name", CONTRACT)
def test_two_rows_cannot_have_the_same_key(here, name):
    """Even where a part of the key is a date that nobody said."""
    values = {
        column.name: {Kind.FLAG: True, Kind.DATE: None if may_be_null(column) else "2027-03-01"}.get(column.kind, "1")
        for column in CONTRACT[name].columns
    }
    BY_TABLE[name].objects.create(**values)
    with pytest.raises(IntegrityError):
        BY_TABLE[name].objects.create(**values)


def test_migrations_say_all_that_the_models_say():
    call_command("makemigrations", "company", check=True, dry_run=True, verbosity=0)


def test_django_finds_nothing_wrong_with_the_models():
    call_command("check", "company", "auth", fail_level="WARNING")


def test_people_sign_in_by_a_model_of_our_own(here):
    from handfast.company.models.people import User

    anna = User.objects.create_user("anna", "oak and pine", name="Anna")
    nobody = User.objects.create_user("robot")
    assert str(anna) == "Anna"
    assert anna.check_password("oak and pine")
    assert not anna.check_password("oak")
    assert not nobody.has_usable_password()
    assert User.objects.create_superuser("root", "x").is_superuser
