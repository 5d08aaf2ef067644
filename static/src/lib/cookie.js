// Django's CSRF token, read at each request so that a tab opened before a re-login still works.
export function cookie() {
  const found = document.cookie.match(/(?:^|; )(?:__Host-csrf|csrftoken)=([^;]+)/);
  return found ? decodeURIComponent(found[1]) : "";
}
