"""What the actions about the reading do: one method for each name."""

from cxrviewer.gui.panels.side_tabs import SideTabs, Tab
from cxrviewer.gui.session import Session
from cxrviewer.gui.side_panes import SidePanes
from cxrviewer.study import KeyImage, study_key


class ReadingDeskCommands:
    """The methods carry the names of the table in `actions`."""

    _session: Session
    side: SideTabs
    panes: SidePanes

    def toggle_key_image(self) -> None:
        """Make the image on screen a key image of its study, or no longer."""
        film, desk = self._session.film, self._session.reading_desk
        if film is None:
            return
        image = film.image
        said = desk.of(study_key(image))
        if desk.is_key_image(image):
            desk.edit(said.without_key_image(image.source.key))
        else:
            key = KeyImage(image.source.key, image.text.sop_instance_uid, image.source.frame)
            desk.edit(said.with_key_image(key))

    def show_analysis(self) -> None:
        """Show what the models say."""
        self._show_page(Tab.ANALYSIS)

    def show_measurements(self) -> None:
        """Show what is measured."""
        self._show_page(Tab.MEASUREMENTS)

    def show_reading(self) -> None:
        """Show what the reader says."""
        self._show_page(Tab.READING)

    def _show_page(self, tab: Tab) -> None:
        self.panes.show_panels()
        self.side.show_page(tab)
