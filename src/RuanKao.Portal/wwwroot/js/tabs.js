// On a narrow screen the desk's menu scrolls sideways; the place one is at is brought into sight.
const tab = document.querySelector('.tabs a[aria-current]');
if (tab) {
  const line = tab.closest('ul');
  line.scrollLeft = tab.offsetLeft - (line.clientWidth - tab.offsetWidth) / 2;
}
