// The theme that was chosen, before anything is shown. It runs in the head: the rest of the script runs after the first paint.

{
  let chosen = null;
  try {
    chosen = localStorage.getItem('ossmock-theme');
  } catch {
    // A browser that keeps nothing has the theme of its system.
  }
  if (chosen === 'light' || chosen === 'dark') document.documentElement.dataset.theme = chosen;
}
