"""Renaming groups and looking at earlier runs, in the local workspace."""

from person import Person, table, words


def test_a_renamed_group_is_called_so_in_every_later_answer(stocked: Person) -> None:
    stocked.command("/segment run k=3")
    renamed = stocked.command('/segment rename 2 "Gift <!channel> shops"')
    assert "Group 2 is now called Gift &lt;!channel&gt; shops" in words(renamed)
    shown = stocked.follow(renamed, "All groups")
    assert "in 3 groups" in words(shown)
    assert table(shown)[2][0] == "2 Gift <!channel> shops"


def test_history_has_a_button_for_each_run(stocked: Person) -> None:
    stocked.command("/segment run k=3")
    stocked.command("/segment run k=2")
    told = stocked.command("/segment history")
    assert [line[0] for line in table(told)[1:]] == ["2", "1"]
    assert "maya" in table(told)[1][2].casefold()
    assert "in 3 groups" in words(stocked.follow(told, "Show run 1"))
