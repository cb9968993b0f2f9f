"""What a file says about customers."""

from readings import frame, understood

from analytics.intake.attributes import attribute_names, attributes


def test_each_column_but_the_customer_is_an_attribute() -> None:
    chunk = frame("Customer ID,Birth Year,E-Mail", "7.0,1980,A@b.de", " 8 ,nan,", ",1990,c@d.de")
    found = attributes(chunk, understood(chunk).reading)
    assert found.values.to_dict("records") == [
        {"customer_id": "7", "name": "birth_year", "label": "Birth Year", "value": "1980"},
        {"customer_id": "7", "name": "email", "label": "E-Mail", "value": "A@b.de"},
    ]
    assert found.rejected["reason"].to_dict() == {4: "missing_customer"}


def test_names_can_be_typed_and_are_unlike_each_other() -> None:
    headers = ["Ville née", "ville-nee", "!!", "Größe"]
    assert attribute_names(headers) == ("ville_nee", "ville_nee_2", "attribute", "grosse")
