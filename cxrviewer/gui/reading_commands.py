"""What the actions about layout, stack and display choices do: one method for each name."""

from dataclasses import replace
from functools import partialmethod

from cxrviewer.gui.cine import Cine
from cxrviewer.gui.comparing import Comparing
from cxrviewer.gui.layouts import Layout
from cxrviewer.gui.opening import Opening
from cxrviewer.gui.session import Session

NO_POLARITY = "A colour picture has no polarity and no window."
NO_LUT = "This film brings no window and no LUT; its window is computed already."


class ReadingCommands:
    """The methods carry the names of the table in `actions`."""

    def __init__(self, session: Session, opening: Opening, cine: Cine, comparing: Comparing) -> None:
        self._session, self._opening, self._cine, self._comparing = session, opening, cine, comparing

    # Layout

    def layout_one(self) -> None:
        """Show one film."""
        self._session.set_layout(Layout.ONE)

    def layout_two(self) -> None:
        """Show two films."""
        self._session.set_layout(Layout.TWO)

    def layout_four(self) -> None:
        """Show four films."""
        self._session.set_layout(Layout.FOUR)

    def next_viewport(self) -> None:
        """Make the next viewport the active one."""
        cells = self._session.visible_cells
        self._session.activate(cells[(cells.index(self._session.active) + 1) % len(cells)])

    def toggle_link(self) -> None:
        """Link the viewports, or no longer."""
        self._session.set_linked(linked=not self._session.linked)

    def compare_prior(self) -> None:
        """Show the latest earlier study of the patient on the right of the active film."""
        self._comparing.compare()

    # Stack

    def previous_slice(self) -> None:
        """Scroll back by one."""
        self._opening.step_in_stack(-1)

    def next_slice(self) -> None:
        """Scroll on by one."""
        self._opening.step_in_stack(1)

    def first_slice(self) -> None:
        """Go to the beginning of the stack."""
        self._opening.show_place(1)

    def last_slice(self) -> None:
        """Go to the end of the stack."""
        self._opening.show_place(len(self._session.stack))

    def toggle_cine(self) -> None:
        """Play, or pause."""
        self._cine.toggle()

    def slower(self) -> None:
        """Play fewer images a second."""
        self._cine.slower()

    def faster(self) -> None:
        """Play more images a second."""
        self._cine.faster()

    # Display choices

    def auto_window(self) -> None:
        """Window by percentiles."""
        film = self._session.film
        if film is not None and film.base_window is not None:
            self._session.set_display(self._session.display.with_voi(film.base_window))

    def apply_preset(self, number: int) -> None:
        """Use a window preset of the film on screen, from 1."""
        film = self._session.film
        if film is None or number > len(film.presets):
            return
        preset = film.presets[number - 1]
        if preset.from_file:
            self._believe_window()
        self._session.set_display(self._session.display.with_voi(preset.voi))

    preset_1 = partialmethod(apply_preset, 1)
    preset_2 = partialmethod(apply_preset, 2)
    preset_3 = partialmethod(apply_preset, 3)
    preset_4 = partialmethod(apply_preset, 4)
    preset_5 = partialmethod(apply_preset, 5)
    preset_6 = partialmethod(apply_preset, 6)
    preset_7 = partialmethod(apply_preset, 7)
    preset_8 = partialmethod(apply_preset, 8)
    preset_9 = partialmethod(apply_preset, 9)

    def _believe_window(self) -> None:
        """Take back that the file's windows are ignored: the user has just chosen one."""
        self._session.set_override(replace(self._session.display.override, voi=False))

    def override_polarity(self) -> None:
        """Set aside the file's polarity, or believe it again."""
        film, override = self._session.film, self._session.display.override
        if film is None or film.voi is None:
            self._session.message.emit(NO_POLARITY)
            return
        self._session.set_override(replace(override, polarity=not override.polarity))

    def ignore_lut(self) -> None:
        """Set aside the file's windows and LUTs, or believe them again."""
        film, override = self._session.film, self._session.display.override
        if film is None or film.voi is None:
            self._session.message.emit(NO_POLARITY)
        elif not film.image.vois:
            self._session.message.emit(NO_LUT)
        else:
            self._session.set_override(replace(override, voi=not override.voi))
