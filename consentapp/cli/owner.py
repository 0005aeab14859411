"""For the owner: the demonstration, from nothing to verdicts."""

import click


@click.command()
@click.option("--once", is_flag=True, help="Stop after the verdicts.")
def demo(once: bool) -> None:
    """Stub while the rest is joined."""
    click.echo(str(once))
