/** A list as a calendar, whose script only calendars load. */
class CalendarElement extends HTMLElement {
  async connectedCallback() {
    const { Calendar } = await import("../list/calendar.js");
    new Calendar(this).begin();
  }
}

customElements.define("o-calendar", CalendarElement);
