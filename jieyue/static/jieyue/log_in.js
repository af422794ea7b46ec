// A demo log-in fills the form when it is chosen.
document.querySelectorAll("[data-username]").forEach((button) => {
  button.addEventListener("click", () => {
    const form = document.querySelector("[data-log-in]");
    form.elements.login.value = button.dataset.username;
    form.elements.password.value = button.dataset.password;
    form.requestSubmit();
  });
});
