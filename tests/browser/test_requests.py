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


def said_of(page, action):
    """What the page says after that, once htmx has done with the answer."""
    page.evaluate(f"""new Promise(done => {{
        document.addEventListener("htmx:afterRequest", () => setTimeout(done), {{once: true}});
        htmx.ajax({action}).catch(() => {{}});
    }})""")
    return page.locator("#gangguan").inner_text() if page.is_visible("#gangguan") else ""


def test_a_form_that_is_refused_after_the_session_ended_is_not_called_lost(live_server, page):
    page.goto(f"{live_server.url}/masuk/")
    page.context.clear_cookies()
    said = said_of(page, "'POST', '/masuk/', 'main'")
    assert "Permintaan ditolak" in said
    assert "masuk kembali" in said
    assert "tidak sampai" not in said


def test_an_error_of_the_server_is_not_called_a_lost_request(live_server, page):
    page.goto(f"{live_server.url}/masuk/")
    page.route("**/sehat/", lambda route: route.fulfill(status=500))
    said = said_of(page, "'GET', '/sehat/', 'main'")
    assert "Server gagal menjawab" in said
    assert "tidak sampai" not in said
    page.unroute("**/sehat/")
    assert said_of(page, "'GET', '/sehat/', 'main'") == ""


def test_an_answer_that_leads_elsewhere_is_no_error(live_server, page):
    page.goto(f"{live_server.url}/masuk/")
    elsewhere = {"HX-Redirect": "#isi"}
    page.route("**/sehat/", lambda route: route.fulfill(status=200, headers=elsewhere))
    assert said_of(page, "'GET', '/sehat/', 'main'") == ""
    assert page.url.endswith("#isi")


def test_a_lost_request_is_said_until_it_is_closed(live_server, page, page_problems):
    page.goto(f"{live_server.url}/masuk/")
    page.route("**/sehat/", lambda route: route.abort())
    page.evaluate("htmx.ajax('GET', '/sehat/', 'main').catch(() => {})")
    page.wait_for_selector("#gangguan:visible")
    page.click("#gangguan button")
    assert page.is_hidden("#gangguan")
    page_problems.clear()  # the browser itself notes what was aborted
