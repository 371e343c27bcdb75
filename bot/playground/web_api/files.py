"""files.*: the three steps of an upload, and what is known of a file."""

from __future__ import annotations

from bot.playground.state import File, Json, Message
from bot.playground.web_api.call import ApiCall, SlackError, hidden
from bot.playground.workspace import BOT_USER


def get_upload_url(call: ApiCall) -> Json:
    """files.getUploadURLExternal."""
    name, length = call.required("filename"), call.required("length")
    if not length.isdigit() or int(length) == 0:
        raise SlackError("invalid_arguments")
    if len(call.text("alt_txt")) > 1000:
        raise SlackError("alt_txt_too_large")
    file = call.workspace.new_file(name, BOT_USER)
    file.alt_txt, file.size = call.text("alt_txt"), int(length)
    address = f"{call.slack.base_url}/files/upload/{file.team_id}-{file.id}"
    return {"upload_url": address, "file_id": file.id}


def complete_upload(call: ApiCall) -> Json:
    """files.completeUploadExternal; posts the files where channels are named."""
    listed = call.structure("files")
    if not isinstance(listed, list) or not listed:
        raise SlackError("invalid_arguments")
    files = [_uploaded(call, str(entry.get("id")), entry.get("title")) for entry in listed]
    names = call.text("channel_id") or call.text("channels")
    for name in filter(None, names.split(",")):
        _share(call, files, name)
    for file in files:
        file.completed = True
    return {"files": [file.as_slack(call.slack.base_url) for file in files]}


def info(call: ApiCall) -> Json:
    """files.info."""
    file = call.workspace.files.get(call.required("file"))
    if file is None or not file.completed:
        raise SlackError("file_not_found")
    return {"file": file.as_slack(call.slack.base_url), "comments": []}


def _uploaded(call: ApiCall, file_id: str, title: str | None) -> File:
    file = call.workspace.files.get(file_id)
    if file is None or file.completed or len(file.content) != file.size:
        raise SlackError("file_not_found")
    file.title = title or file.name
    return file


def _share(call: ApiCall, files: list[File], name: str) -> None:
    channel = call.workspace.channels.get(name)
    if channel is None or hidden(channel):
        raise SlackError("channel_not_found")
    if BOT_USER not in channel.members:
        raise SlackError("not_in_channel")
    for file in files:
        file.shared_in.append(channel.id)
    shown = [file.as_slack(call.slack.base_url) for file in files]
    message = Message(
        call.workspace.next_ts(), channel.id, BOT_USER, call.text("initial_comment"), files=shown
    )
    message.bot_id = call.slack.app.bot_id
    message.thread_ts = call.text("thread_ts") or None
    call.workspace.put(message)
