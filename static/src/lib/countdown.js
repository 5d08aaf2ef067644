// 还有 2 小时 20 分: goes on counting by the server's clock while a page stays open.
// <span data-due="UNIX" data-now="UNIX">; minutes only, no ticking seconds.
function words(seconds) {
  const minutes = Math.floor(seconds / 60);
  const days = Math.floor(minutes / 1440);
  if (days) return `${days} 天`;
  const hours = Math.floor(minutes / 60);
  const rest = minutes % 60;
  if (!hours) return `${rest} 分`;
  return rest ? `${hours} 小时 ${rest < 10 ? "0" : ""}${rest} 分` : `${hours} 小时`;
}

export function countDown() {
  const loaded = Date.now() / 1000;
  const places = document.querySelectorAll("[data-due]");
  if (!places.length) return;
  window.setInterval(() => {
    for (const place of places) {
      const now = Number(place.dataset.now) + Date.now() / 1000 - loaded;
      const left = Number(place.dataset.due) - now;
      place.textContent = left >= 0 ? `还有 ${words(left)}` : `已过截止 ${words(-left)}`;
    }
  }, 20000);
}
