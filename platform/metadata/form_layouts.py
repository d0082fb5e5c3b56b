"""Which layout a form has (catalogue M1)."""

from collections.abc import Sequence

from objectry.metadata.catalog import Catalog, Layout, Object


def layout_for(
    catalog: Catalog, thing: Object, business_type: str | None, profiles: Sequence[str]
) -> Layout | None:
    """The layout of an object for a record of a business type and a user with these profiles, which count in their order.

    The first of the profiles that has a layout decides, else the business type, else it is the layout called `default`,
    whomever that is meant for. A layout that names the business type comes before those of all types. None where an
    object has no layout for the user.
    """
    every = catalog.layouts[thing.name]
    fitting = [one for one in every if _suits(one, business_type)]
    fitting.sort(
        key=lambda one: not one.definition.business_types
    )  # those that name the type first
    for profile in profiles:
        for layout in fitting:
            if profile in layout.definition.profiles:
                return layout
    for layout in fitting:
        if not layout.definition.profiles:
            return layout
    return next((one for one in every if one.definition.layout == f"{thing.name}.default"), None)


def _suits(layout: Layout, business_type: str | None) -> bool:
    """Tell whether a layout is meant for records of a business type, whoever sees them."""
    named = layout.definition.business_types
    return not named or business_type in named
