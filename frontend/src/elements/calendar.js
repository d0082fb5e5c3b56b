/** A list as a calendar, whose script only calendars load. */
class CalendarElement extends HTMLElement {
  async connectedCallback() {
    const { Calendar } = await import("../list/calendar.js");
    new Calendar(this).begin();
    this.dataset.ready = ""; // from now on records can be moved
  }
}

customElements.define("o-calendar", CalendarElement);
