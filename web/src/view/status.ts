// The one live region of the page: it is there from the start and says one
// thing at a time.

export function announce(text: string): void {
  const region = document.getElementById("status");
  if (region) region.textContent = text;
}
