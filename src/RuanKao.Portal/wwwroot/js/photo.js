// Shows the chosen photo with its size before it is sent; the server judges it either way.
const input = document.querySelector('input[data-photo-preview]');
const holder = input && document.getElementById(input.dataset.photoPreview);
if (holder) {
  input.addEventListener('change', () => {
    holder.hidden = true;
    holder.textContent = '';
    const file = input.files[0];
    if (!file) return;
    const reader = new FileReader();
    reader.onload = () => {
      const picture = new Image();
      picture.onload = () => {
        const caption = document.createElement('p');
        const size = file.size < 1048576 ? `${Math.round(file.size / 102.4) / 10} KB` : `${Math.round(file.size / 10485.76) / 100} MB`;
        caption.textContent = `${picture.naturalWidth}×${picture.naturalHeight} 像素，${size}`;
        holder.append(picture, caption);
        holder.hidden = false;
      };
      picture.alt = '您选择的照片';
      picture.src = reader.result;
    };
    reader.readAsDataURL(file);
  });
}
