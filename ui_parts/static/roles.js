// gradio calls its examples a list, but what stands in it are buttons: to a screen reader, a group.
const mend = () => {
  for (const list of document.querySelectorAll('.examples[role="list"]')) {
    list.setAttribute("role", "group");
    list.setAttribute("aria-label", "Examples");
  }
};
new MutationObserver(mend).observe(document, { childList: true, subtree: true });
