// Fields that matter only for one answer stand back until it is given: <div data-only-if="Name=Value">. Without the script they simply stay.
for (const part of document.querySelectorAll("[data-only-if]")) {
  const [name, value] = part.dataset.onlyIf.split("=");
  const controls = document.querySelectorAll(`[name="${name}"]`);
  const show = () => {
    part.hidden = ![...controls].some(c => (c.type === "radio" || c.type === "checkbox" ? c.checked : true) && c.value === value)
      && !part.querySelector(".field-wrong");
  };
  for (const control of controls) control.addEventListener("change", show);
  show();
}
