// 复制引用: the text of a field to the clipboard; where that is refused it is selected to be copied by hand.
document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-copy]");
  if (!button) return;
  const field = document.getElementById(button.dataset.copy);
  const said = button.parentElement.querySelector("[data-copied]");
  field.select();
  const done = () => { said.textContent = "已复制"; };
  const byHand = () => {
    if (document.execCommand("copy")) done();
    else said.textContent = "已选中，按 Ctrl+C 复制";
  };
  if (navigator.clipboard) navigator.clipboard.writeText(field.value).then(done, byHand);
  else byHand();
});
