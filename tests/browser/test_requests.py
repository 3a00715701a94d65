"""static/js/requests.js: one tap sends one request, and a lost one is said."""


def test_a_double_tap_sends_a_form_once(live_server, page):
    page.goto(f"{live_server.url}/masuk/")
    page.fill("#id_username", "siti")
    page.fill("#id_password", "rahasia")
    sent = []
    page.route("**/masuk/", lambda route: sent.append(route))  # never answered
    taps = "const b = document.querySelector('main button'); b.click(); b.click(); "
    disabled = page.evaluate(taps + "b.getAttribute('aria-disabled')")
    page.wait_for_timeout(200)
    assert disabled == "true"
    assert len(sent) == 1
    sent[0].abort()


def test_a_lost_request_is_said_until_it_is_closed(live_server, page, page_problems):
    page.goto(f"{live_server.url}/masuk/")
    page.route("**/sehat/", lambda route: route.abort())
    page.evaluate("htmx.ajax('GET', '/sehat/', 'main').catch(() => {})")
    page.wait_for_selector("#gangguan:visible")
    page.click("#gangguan button")
    assert page.is_hidden("#gangguan")
    page_problems.clear()  # the browser itself notes what was aborted
