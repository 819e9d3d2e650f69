// Fields that matter only for one answer stand back until it is given: <div data-only-if="Name=Value"> or Name=One|Another. Without the script they simply stay.
for (const part of document.querySelectorAll("[data-only-if]")) {
  const [name, values] = part.dataset.onlyIf.split("=");
  const wanted = values.split("|");
  const controls = document.querySelectorAll(`[name="${name}"]`);
  const show = () => {
    part.hidden = ![...controls].some(c => (c.type === "radio" || c.type === "checkbox" ? c.checked : true) && wanted.includes(c.value))
      && !part.querySelector(".field-wrong");
  };
  for (const control of controls) control.addEventListener("change", show);
  show();
}
