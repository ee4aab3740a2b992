"""The doors beside the pages: who gets in, what they get, what is refused."""

import io
import shutil
import zipfile
from http.cookies import SimpleCookie

import pytest

import settings
from services import access, accounts, situation
from services.access import OPERATOR, Role, Viewer
from services.workspace import opened
from store import font, people
from views.components import stylesheet
from vocab import Scope
from web.front_page import dressed
from web.session import COOKIE

TOWN = "330109106"
NEIGHBOUR = "330109111"
PERSONS = ("analyst", "chair", "leader", "approver", "auditor")


def signed(client, workspace, person: str, seconds: int = 600):
    viewer = access.viewer_of(workspace, person)
    client.cookies[COOKIE] = access.token(workspace, viewer, seconds)
    return client


@pytest.fixture
def version(demo_workspace) -> int:
    viewer = access.viewer_of(demo_workspace, "analyst")
    return situation.available(demo_workspace, viewer)[-1].boundary_set_id


@pytest.fixture
def villager(demo_workspace) -> str:
    """A person of this folder who may see one village only."""
    with demo_workspace.store.begin() as tx:
        people.put(
            tx, people.Person(id="villager", title="村网格长", role="leader", scope=f"{TOWN}201")
        )
    return "villager"


# --- health ---------------------------------------------------------------------------------


def test_health_is_json_and_names_the_last_week(door):
    answer = door.get("/healthz")
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("application/json")
    assert answer.json()["status"] == "ok"
    assert answer.json()["week"] == "2026-11-17"
    assert answer.json()["build"] == door.get("/healthz").json()["build"] != ""


def test_health_of_a_folder_without_a_database_is_503(serve, tmp_path):
    answer = serve(tmp_path / "nothing").get("/healthz")
    assert answer.status_code == 503
    assert answer.json()["status"] == "unavailable"
    assert not (tmp_path / "nothing" / "wusetu.db").exists(), "asking must not make a database"


def test_health_of_a_broken_database_is_503(serve, tmp_path):
    folder = tmp_path / "broken"
    folder.mkdir()
    (folder / "wusetu.db").write_bytes(b"not a database at all" * 100)
    assert serve(folder).get("/healthz").status_code == 503


def test_health_of_an_empty_but_ready_folder_is_ok(serve, real_folder):
    answer = serve(real_folder).get("/healthz")
    assert (answer.status_code, answer.json()["week"]) == (200, None)


# --- guarded routes -------------------------------------------------------------------------

GUARDED = (
    "/geometry/1/cells.json",
    "/tiles/1/11/1/1.mvt",
    "/api/colours",
    "/api/batches/1/faults.xlsx",
)


@pytest.mark.parametrize("path", GUARDED)
def test_nobody_gets_401_in_words(door, path):
    answer = door.get(path)
    assert answer.status_code == 401
    assert answer.json() == {"error": "access.anonymous", "message": "请先登录。"}


@pytest.mark.parametrize("path", GUARDED)
def test_a_forged_or_expired_token_is_nobody(door, demo_workspace, path):
    good = access.token(demo_workspace, access.viewer_of(demo_workspace, "analyst"))
    person, expiry, signature = good.split(".")
    late = access.token(demo_workspace, access.viewer_of(demo_workspace, "analyst"), -1)
    forged = (
        f"operator.{expiry}.{signature}",
        f"{person}.{int(expiry) + 1}.{signature}",
        f"{person}.{expiry}.{'0' * len(signature)}",
        f"{person}.{expiry}.{signature}.x",
        late,
        "分析员",
        "..",
    )
    for value in forged:
        door.cookies.clear()
        answer = door.get(path, headers={b"cookie": f"{COOKIE}={value}".encode()})
        assert answer.status_code == 401, value


@pytest.mark.parametrize("path", (f"/geometry/1/cells.json?area={NEIGHBOUR}",))
def test_another_village_is_403(door, demo_workspace, villager, path):
    answer = signed(door, demo_workspace, villager).get(path)
    assert answer.status_code == 403
    assert answer.json()["error"] == "access.scope"
    answer = door.get(f"/api/colours?scope={TOWN}")
    assert (answer.status_code, answer.json()["error"]) == (403, "access.scope")


def test_the_own_village_is_200(door, demo_workspace, villager, version):
    client = signed(door, demo_workspace, villager)
    cells = client.get(f"/geometry/{version}/cells.json?area={TOWN}201")
    assert cells.status_code == 200
    codes = [one["properties"]["code"] for one in cells.json()["features"]]
    assert codes == sorted(codes)
    assert codes and all(code.startswith(f"{TOWN}201") for code in codes)
    colours = client.get("/api/colours").json()
    assert [one["code"] for one in colours["grids"]] == codes


def test_geometry_is_kept_by_the_browser_and_small(door, demo_workspace, version):
    client = signed(door, demo_workspace, "analyst")
    answer = client.get(f"/geometry/{version}/cells.json?area={TOWN}")
    assert answer.headers["cache-control"].startswith("private, max-age=")
    assert "immutable" in answer.headers["cache-control"]
    assert answer.headers["vary"] == "Cookie"
    assert answer.headers["content-encoding"] == "gzip"
    assert len(answer.json()["features"]) == 560
    assert int(answer.headers["content-length"]) < 600_000


@pytest.mark.parametrize(
    ("path", "status"),
    (
        ("/geometry/1/nothing.json", 404),
        ("/geometry/1/..%2Fsecret.json", 404),
        ("/geometry/999/cells.json", 404),
        ("/geometry/1/cells.json?area=abc", 404),
        ("/geometry/1/cells.json?area=%27", 400),
        ("/api/colours?week=yesterday", 400),
        ("/api/colours?week=1999-01-05", 404),
        ("/api/batches/9999/faults.xlsx", 404),
    ),
)
def test_what_is_not_there_is_said_so(door, demo_workspace, path, status):
    answer = signed(door, demo_workspace, "analyst").get(path)
    assert answer.status_code == status
    if answer.headers["content-type"].startswith("application/json"):
        assert answer.json()["message"]


def test_colours_of_two_scopes_say_the_same_of_the_same_grid(door, demo_workspace):
    client = signed(door, demo_workspace, "analyst")
    town = client.get(f"/api/colours?scope={TOWN}").json()
    village = client.get(f"/api/colours?scope={TOWN}201").json()
    by_code = {one["code"]: one for one in town["grids"]}
    assert len(by_code) == 560
    assert all(by_code[one["code"]] == one for one in village["grids"])
    assert client.get("/api/colours").headers["cache-control"] == "no-store"


def test_a_leader_gets_no_small_counts_by_the_route_either(door, demo_workspace):
    answer = signed(door, demo_workspace, "leader").get(f"/api/colours?scope={TOWN}").json()
    for grid in answer["grids"]:
        for code, count in grid["counts"].items():
            assert code == "population" or count is None or count == 0 or count >= 5


def test_refused_rows_are_for_those_who_import(door, demo_workspace):
    for person in ("chair", "leader", "approver", "auditor"):
        door.cookies.clear()
        answer = signed(door, demo_workspace, person).get("/api/batches/1/faults.xlsx")
        assert (answer.status_code, answer.json()["error"]) == (403, "access.action")
    door.cookies.clear()
    answer = signed(door, demo_workspace, "analyst").get("/api/batches/1/faults.xlsx")
    assert answer.status_code == 200
    assert 'filename="faults-1.xlsx"' in answer.headers["content-disposition"]
    assert "xl/workbook.xml" in zipfile.ZipFile(io.BytesIO(answer.content)).namelist()


# --- signing in -----------------------------------------------------------------------------


def test_the_sign_in_page_offers_the_five_demo_persons(door):
    text = door.get("/sign-in").text
    assert "演示数据" in text
    for person in PERSONS:
        assert f'name="person" value="{person}"' in text


def test_choosing_a_person_sets_a_guarded_cookie(door, demo_workspace):
    answer = door.post("/session", data={"person": "chair"})
    assert (answer.status_code, answer.headers["location"]) == (303, "/")
    cookie = SimpleCookie(answer.headers["set-cookie"])[COOKIE]
    assert cookie["httponly"]
    assert cookie["samesite"].lower() == "strict"
    assert int(cookie["max-age"]) == access.TOKEN_SECONDS
    assert access.holder(demo_workspace, cookie.value).person == "chair"


@pytest.mark.parametrize("person", ("operator", "nobody", "", "villager'--"))
def test_nobody_else_can_be_chosen(door, person):
    answer = door.post("/session", data={"person": person})
    assert answer.headers["location"] == "/sign-in?failed"
    assert "set-cookie" not in answer.headers
    assert "登录没有成功" in door.get("/sign-in?failed").text


def test_signing_out_takes_the_cookie_back(door, demo_workspace):
    answer = signed(door, demo_workspace, "analyst").get("/sign-out")
    assert answer.headers["location"] == "/sign-in"
    assert "Max-Age=0" in answer.headers["set-cookie"]


def test_a_page_without_a_session_leads_to_sign_in(door, demo_workspace):
    browser = {"accept": "text/html"}
    for path in ("/", "/data", "/data/"):
        answer = door.get(path, headers=browser)
        assert (answer.status_code, answer.headers["location"]) == (303, "/sign-in")
    assert door.get("/sign-in", headers=browser).status_code == 200
    assert door.get("/healthz", headers=browser).status_code == 200


def test_an_unknown_page_is_a_sentence_with_the_way_back(door):
    answer = door.get("/anything/else", headers={"accept": "text/html"})
    assert answer.status_code == 404
    assert "没有这一页" in answer.text


def test_the_name_of_the_first_page_leads_to_the_plain_address(door):
    answer = door.get("/map?week=2026-11-10", headers={"accept": "text/html"})
    assert answer.status_code == 307
    assert answer.headers["location"].endswith("/?week=2026-11-10")


@pytest.mark.parametrize(("accept", "kind"), (("text/html", "html"), ("*/*", "json")))
def test_a_database_that_breaks_is_503_in_words(
    serve, demo_workspace, tmp_path, caplog, accept, kind
):
    folder = tmp_path / "broken"
    folder.mkdir()
    for name in ("secret.key", "clock.toml"):
        shutil.copy(demo_workspace.settings.data / name, folder)
    (folder / "wusetu.db").write_bytes(b"not a database at all" * 100)
    broken = signed(serve(folder), demo_workspace, "analyst")
    answer = broken.get("/" if kind == "html" else "/api/colours", headers={"accept": accept})
    assert answer.status_code == 503
    assert kind in answer.headers["content-type"]
    assert "没有能够回答" in answer.text
    assert "Traceback" not in answer.text and "sqlite" not in answer.text
    assert "sqlite3.DatabaseError" in caplog.text


def test_real_data_offers_nobody_and_takes_the_operators_link(serve, real_folder):
    client = serve(real_folder)
    text = client.get("/sign-in").text
    assert "<form" not in text
    assert "演示数据" not in text
    assert (
        client.post("/session", data={"person": "analyst"}).headers["location"].endswith("failed")
    )
    workspace = opened(settings.Settings(data=real_folder))
    ticket = accounts.ticket(workspace, OPERATOR)
    answer = client.get(f"/session?ticket={ticket}")
    assert (answer.status_code, answer.headers["location"]) == (303, "/")
    cookie = SimpleCookie(answer.headers["set-cookie"])[COOKIE]
    assert access.holder(workspace, cookie.value).role is Role.OPERATOR


def test_a_ticket_of_another_folder_or_an_old_one_opens_nothing(serve, real_folder, demo_workspace):
    client = serve(real_folder)
    workspace = opened(settings.Settings(data=real_folder))
    old = access.token(workspace, OPERATOR, -1)
    foreign = access.token(demo_workspace, OPERATOR)
    stranger = access.token(workspace, Viewer(person="x", title="x", role=Role.OPERATOR))
    for ticket in (old, foreign, stranger, "", "a.b.c"):
        answer = client.get("/session", params={"ticket": ticket})
        assert answer.headers["location"] == "/sign-in?failed"
        assert "set-cookie" not in answer.headers


def test_the_scope_of_a_token_is_that_of_the_person_now(door, demo_workspace, villager):
    viewer = Viewer(person=villager, title="", role=Role.OPERATOR, scope=Scope())
    door.cookies[COOKIE] = access.token(demo_workspace, viewer)
    assert door.get(f"/api/colours?scope={TOWN}").status_code == 403


# --- static files ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    "path",
    (
        "/assets/../settings.py",
        "/assets/..%2Fsettings.py",
        "/assets/%2e%2e/settings.py",
        "/assets/vendor/..%2f..%2fsettings.py",
        "/assets//etc/passwd",
        "/assets/%2Fetc%2Fpasswd",
        "/assets/",
        "/assets/nothing.svg",
    ),
)
def test_assets_end_at_their_folder(door, path):
    answer = door.get(path)
    assert answer.status_code == 404
    assert b"import" not in answer.content


def test_shipped_files_and_the_font_are_open(door, served_folder):
    # Making the real one takes 15 s and is tested beside store/font.py.
    made = font.path(served_folder)
    if not made.exists():
        made.parent.mkdir(exist_ok=True)
        made.write_bytes(b"wOF2")
    assert door.get("/assets/mark.svg").headers["content-type"] == "image/svg+xml"
    answer = door.get("/assets/font/NotoSansSC.woff2")
    assert answer.headers["content-type"] == "font/woff2"
    assert answer.content[:4] == b"wOF2"


@pytest.mark.parametrize("name", ["plain/1", "twin/5", "plain/no_data", "twin/small_sample"])
def test_chips_of_lists_are_pictures(door, name):
    answer = door.get(f"/assets/chips/{name}.svg")
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "image/svg+xml"
    assert answer.text.startswith("<svg")


def test_an_unknown_chip_is_404(door):
    assert door.get("/assets/chips/plain/6.svg").status_code == 404


def test_a_screen_stays_signed_in_for_a_month(door, demo_workspace):
    answer = door.post("/session", data={"person": "leader"})
    cookie = SimpleCookie(answer.headers["set-cookie"])[COOKIE]
    assert int(cookie["max-age"]) == access.WALL_SECONDS > access.TOKEN_SECONDS
    expiry = int(cookie.value.split(".")[1])
    assert expiry - demo_workspace.today == access.WALL_SECONDS


def test_the_style_sheet_of_the_pages_is_served_where_the_shell_asks_for_it(door):
    answer = door.get(stylesheet.address())
    assert answer.status_code == 200 and answer.headers["content-type"].startswith("text/css")
    assert answer.text == stylesheet.sheet() and "immutable" in answer.headers["cache-control"]
    assert f'href="{stylesheet.address()}"' in dressed("<html><head></head></html>", "zh_CN")
