"""附件: of a permit both sides and the county's readers; of a file what it hangs on decides."""

from tests import factories
from tests.permissions.projects import OFFICERS, own
from tests.uploads import photo
from workplace import files


def sides(status, *, read_only=403):
    """`cast.permit` is the reporter's and the handler's; a stranger does not know it."""
    return {
        **dict.fromkeys(["reporter", "handler", "centre"], status),
        "outsider": 404,
        **dict.fromkeys(["office", "leader"], read_only),
        **OFFICERS,
    }


def permit(cast, who):
    return cast.permit.pk


def picture(cast, who):
    from io import BytesIO

    name = files.keep(BytesIO(photo()), folder="files", suffix=".jpg")
    row = factories.AttachmentFactory(
        target=cast.permit, unit=cast.project.unit, by=cast.reporter, name="现场.jpg",
        content_kind="jpg", file=name, digest=name[len("files/") : -len(".jpg")],
    )  # fmt: skip
    return row.pk


def file_of_project(cast, who):
    return cast.file.pk


PERMIT, PICTURE, PROJECT_FILE = {"pk": permit}, {"pk": picture}, {"pk": file_of_project}
ROWS = [
    ("procedures:permit-files", PERMIT, sides(200, read_only=200)),
    ("procedures:permit-offers", PERMIT, sides(200, read_only=200)),
    ("procedures:permit-files-add", PERMIT, sides(200)),
    ("procedures:permit-files-add", PERMIT, sides(422), "post", {}),
    ("workplace:file", PICTURE, sides(200, read_only=200)),
    ("workplace:file-view", PICTURE, sides(200, read_only=200)),
    ("workplace:file-thumb", PICTURE, sides(200, read_only=200)),
    ("workplace:file-view", PROJECT_FILE, own(200, read_only=200)),
    ("workplace:file-thumb", PROJECT_FILE, dict.fromkeys(own(404), 404) | {"anonymous": 302}),
    # the reporter's own file: the bureau sees it and leaves it
    ("workplace:file-remove", PICTURE, sides(302) | {"handler": 403}, "post"),
    ("workplace:file-restore", PICTURE, sides(302) | {"handler": 403}, "post"),
]
