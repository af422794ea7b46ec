"""Pages of this topic, below `/canteen/tills/`."""

from django.urls import URLPattern, path

from jieyue.canteen.service import account_pages, setup_pages, till_pages

urlpatterns: list[URLPattern] = [
    path("", till_pages.till, name="till"),
    path("accounts/", account_pages.index, name="accounts"),
    path("accounts/<int:account_id>/", account_pages.account, name="account"),
    path("accounts/<int:account_id>/block/", account_pages.block, name="account_block"),
    path("accounts/<int:account_id>/card/", account_pages.card, name="account_card"),
    path("accounts/<int:account_id>/credit/", account_pages.credit, name="account_credit"),
    path("accounts/<int:account_id>/pay-out/", account_pages.pay_out, name="account_pay_out"),
    path("accounts/import/", account_pages.import_sheet, name="accounts_import"),
    path("accounts/new/", account_pages.new, name="account_new"),
    path("my-account/", account_pages.mine, name="my_account"),
    path("sales/", till_pages.sales, name="sales"),
    path("sales/cancel/", till_pages.cancel, name="sale_cancel"),
    path("served/", till_pages.served, name="meals_served"),
    path("setup/", setup_pages.index, name="service_setup"),
    path("setup/<int:till_id>/key/", setup_pages.renew_key, name="till_key"),
    path("setup/<int:till_id>/switch/", setup_pages.switch, name="till_switch"),
    path("setup/price/", setup_pages.set_price, name="price_set"),
    path("setup/till/", setup_pages.register, name="till_register"),
    path("statement/", till_pages.statement, name="meal_statement"),
]
