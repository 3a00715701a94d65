"""The browser itself: Debian's Chromium starts and sees what goes wrong inside a page."""


def test_the_browser_reaches_the_application(live_server, page):
    assert page.goto(f"{live_server.url}/tidak-ada/").status == 404


def test_a_script_error_inside_the_page_is_noted(page, page_problems):
    page.set_content("<p>halaman</p>")
    with page.expect_event("pageerror"):
        page.evaluate("setTimeout(() => { throw new Error('rusak') })")
    assert page_problems == ["rusak"]
    page_problems.clear()


def test_what_the_content_security_policy_stops_is_noted(page, page_problems):
    policy = "<meta http-equiv='Content-Security-Policy' content=\"script-src 'none'\">"
    with page.expect_console_message():
        page.set_content(policy + "<script>document.title = 'x'</script>")
    assert "Content Security Policy" in page_problems[0]
    page_problems.clear()
