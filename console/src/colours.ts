// Light or dark, as the person's system says.

export function followColourScheme() {
  const dark = window.matchMedia("(prefers-color-scheme: dark)");
  const apply = () => document.body.classList.toggle("awsui-dark-mode", dark.matches);
  dark.addEventListener("change", apply);
  apply();
}
