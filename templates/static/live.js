// Shows how far a run is, as the server tells it. Without scripts, the page can be loaded again.
for (const box of document.querySelectorAll("[data-live]")) {
  const source = new EventSource(box.dataset.live);
  source.addEventListener("progress", (event) => {
    const fresh = document.createElement("template");
    fresh.innerHTML = event.data;
    for (const part of fresh.content.querySelectorAll("[data-part]")) {
      const shown = box.querySelector(`[data-part="${part.dataset.part}"]`);
      // Only what has changed: a screen reader says everything that is written anew.
      if (shown && shown.innerHTML !== part.innerHTML) shown.innerHTML = part.innerHTML;
    }
  });
  source.addEventListener("over", () => {
    source.close();
    location.reload();
  });
}
