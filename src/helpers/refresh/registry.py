"""Which table is renewed from which live source; all others are for a person."""

from __future__ import annotations

from helpers import data
from helpers.refresh import aid, comtrade, energy, votes, world_bank
from helpers.refresh.recipe import Recipe

RECIPES: dict[str, Recipe] = {
    recipe.table: recipe
    for module in (world_bank, aid, comtrade, energy, votes)
    for recipe in module.RECIPES
}


def recipe_of(table: str) -> Recipe | None:
    """Give the recipe of a table; nothing where its source is a page.

    Raises
    ------
    DataError
        If neither the package nor a recipe knows the table.

    Examples
    --------
    >>> recipe_of("debt_stocks").source.source_id, recipe_of("visits")
    ('worldbank-ids-api', None)
    """
    if table not in RECIPES and table not in data.table_names():
        renewable = ", ".join(sorted(RECIPES))
        raise data.DataError(f"no table {table!r}; renewed from live sources are {renewable}")
    return RECIPES.get(table)
