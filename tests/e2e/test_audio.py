"""POST /v1/audio: recordings in, spoken answers out."""
import base64
import email.parser
import email.policy
import io
import json
import os
import pathlib
import shutil
import subprocess
import wave
from concurrent.futures import ThreadPoolExecutor

import pytest

import fcgi_client
from conftest import KEY, SERVERS, Client, new_id
from fake_speech import FakeSpeech, wav
from memory import Peak, children, files_in_memory
from stack import PATIENCE, TREE, Stack, rss_kib, serving, wait_until
from test_routes import is_problem

QUESTION = "Kapan perpustakaan buka pada hari Sabtu?"
FORMATS = {
    "wav": [],
    "mp3": ["-c:a", "libmp3lame"],
    "flac": [],
    "ogg": ["-c:a", "libopus"],
    "m4a": ["-c:a", "aac"],  # the index comes last, as recorders write it
    "mp4": ["-f", "lavfi", "-i", "color=size=64x64:rate=5", "-shortest", "-c:v", "mpeg4", "-c:a", "aac"],
    "webm": ["-c:a", "libopus"],
}
FORMAT = (400, "audio_format", "Unsupported audio format. Allowed: flac, m4a, mp3, mp4, ogg, wav, webm")
MISSING = (400, "audio_missing", "Audio file is required")


def run(*argv, **more):
    return subprocess.run(argv, check=True, capture_output=True, timeout=60 * PATIENCE, **more).stdout


def ffmpeg(*words):
    run("ffmpeg", "-y", "-nostdin", "-loglevel", "error", *words)


@pytest.fixture(scope="session")
def recordings(tmp_path_factory):
    """The spoken question in every accepted format: name -> path."""
    folder = tmp_path_factory.mktemp("recordings")
    spoken = folder / "spoken.wav"
    run("espeak-ng", "-v", "id", "-s", "150", "-w", spoken, QUESTION)
    for name, options in FORMATS.items():
        ffmpeg("-i", spoken, *options, folder / f"q.{name}")
    return folder


@pytest.fixture(scope="session")
def fake_session():
    fake = FakeSpeech()
    yield fake
    fake.stop()


@pytest.fixture
def fake(fake_session):
    fake_session.reset()
    fake_session.transcript = QUESTION
    return fake_session


@pytest.fixture(scope="session")
def voice(knowledge, fake_session):
    """Responders that use the fake services for everything, behind both web servers."""
    with serving(*SERVERS, knowledge=knowledge, STT_URL=fake_session.url + "/v1", TTS_URL=fake_session.url + "/v1",
                 STT_API_KEY="kunci-stt", EMOTION_ANALYSIS_URL=fake_session.url, EMOTION_WAIT_MS=20000,
                 # fifty calls at once to one fake, on a busy machine
                 STT_TIMEOUT=100, TTS_TIMEOUT=100) as stack:
        stack.clients = [Client(stack, name) for name in SERVERS]
        yield stack


@pytest.fixture(params=[0, 1], ids=["nginx", "apache"])
def server(request, voice):
    return voice.clients[request.param]


@pytest.fixture
def nginx(voice):
    return voice.clients[0]


def post(client, content, name="rekaman.wav", conversation=None, headers=None, query="", data=None, **more):
    headers = {"X-Conversation-Id": conversation or new_id()} | (headers or {})
    return client.request("POST", "/v1/audio" + query, headers=headers, data=data,
                          files={"audio": (name, content, "application/octet-stream")}, **more)


def pcm_of(file):
    with wave.open(io.BytesIO(file)) as w:
        assert w.getsampwidth() == 2
        return w.getframerate(), w.readframes(w.getnframes())


def events_of(answer):
    events, name = [], None
    for line in answer.text.splitlines():
        if line.startswith("event: "):
            name = line[7:]
        elif line.startswith("data: "):
            events.append((name, json.loads(line[6:])))
    return events


# --- what is taken -------------------------------------------------------------------


@pytest.mark.parametrize("name", FORMATS)
def test_every_format(server, recordings, fake, name):
    answer = post(server, (recordings / f"q.{name}").read_bytes(), f"rekaman.{name.upper()}")
    assert answer.status_code == 200, answer.text
    body = answer.json()
    assert body["transcript"] == QUESTION
    assert "15.00" in body["answer"] and body["sources"]
    assert body["emotion"] == "happy"
    rate, pcm = pcm_of(bytes.fromhex(body["audio"]))
    assert rate == 24000 and len(pcm) > 2000
    heard = fake.asked("stt")[0]
    assert heard["headers"]["Authorization"] == "Bearer kunci-stt"
    assert (heard["language"], heard["model"], heard["response_format"]) == ("id", "whisper-1", "json")
    rate, pcm = pcm_of(heard["file"])
    assert rate == 16000 and 1 < len(pcm) / 32000 < 10


def test_body_has_all_members(server, recordings, fake):
    conversation = new_id()
    answer = post(server, (recordings / "q.wav").read_bytes(), conversation=conversation)
    body = answer.json()
    assert list(body)[0] == "audio"
    assert set(body) >= {"audio", "transcript", "answer", "sources", "emotion", "exec_time", "citations", "language",
                         "conversation_id", "request_id", "degraded", "grounded", "model", "usage"}
    times = body["exec_time"]
    assert set(times) >= {"speech_to_text", "emotion_analysis", "process_rag", "text_to_speech", "total", "overlap"}
    assert times["total"] >= times["speech_to_text"] > 0
    assert answer.headers["Content-Type"].startswith("application/json")
    assert server.turns(conversation)[0]["content"] == QUESTION


def test_emotion_is_asked_as_the_original_does(nginx, recordings, fake):
    assert post(nginx, (recordings / "q.wav").read_bytes()).json()["emotion"] == "happy"
    asked = fake.asked("emotion")[0]
    assert asked["text"] == QUESTION
    assert asked["filename"].endswith(".flac") and asked["file"].startswith(b"fLaC")


@pytest.mark.parametrize("mode", ["error", "nonsense"])
def test_emotion_fails_to_neutral(nginx, recordings, fake, mode):
    fake.mode["emotion"] = mode
    body = post(nginx, (recordings / "q.wav").read_bytes()).json()
    assert body["emotion"] == "neutral" and body["audio"]


def test_language_hint(nginx, recordings, fake):
    post(nginx, (recordings / "q.wav").read_bytes(), data={"language": "en"})
    post(nginx, (recordings / "q.wav").read_bytes(), query="?language=en")
    assert [s["language"] for s in fake.asked("stt")] == ["en", "en"]


# --- forms of the answer ----------------------------------------------------------------


def test_base64(server, recordings, fake):
    body = post(server, (recordings / "q.wav").read_bytes(), query="?audio=base64").json()
    assert pcm_of(base64.b64decode(body["audio"], validate=True))[0] == 24000


def test_unknown_code(server, recordings, fake):
    assert post(server, b"x", query="?audio=octal").json()["code"] == "param_invalid"


def test_wav_alone(server, recordings, fake):
    answer = post(server, (recordings / "q.wav").read_bytes(), headers={"Accept": "audio/wav"})
    assert answer.headers["Content-Type"] == "audio/wav"
    assert pcm_of(answer.content)[0] == 24000
    fake.mode["tts"] = "error"
    answer = post(server, (recordings / "q.wav").read_bytes(), headers={"Accept": "audio/wav"})
    assert answer.headers["Content-Type"].startswith("application/json") and answer.json()["audio"] == ""


def test_multipart_mixed(server, recordings, fake):
    answer = post(server, (recordings / "q.wav").read_bytes(), headers={"Accept": "multipart/mixed"})
    head = b"Content-Type: " + answer.headers["Content-Type"].encode() + b"\r\n\r\n"
    parts = list(email.parser.BytesParser(policy=email.policy.HTTP).parsebytes(head + answer.content).iter_parts())
    assert [p.get_content_type() for p in parts] == ["application/json", "audio/wav"]
    assert json.loads(parts[0].get_payload(decode=True))["transcript"] == QUESTION
    assert pcm_of(parts[1].get_payload(decode=True))[0] == 24000


def test_events(server, recordings, fake):
    answer = post(server, (recordings / "q.wav").read_bytes(), headers={"Accept": "text/event-stream"},
                  query="?audio=base64")
    events = events_of(answer)
    names = [name for name, _ in events]
    assert names[0] == "transcript" and names[-1] == "done"
    assert {"token", "source", "audio"} <= set(names)
    clips = [data for name, data in events if name == "audio"]
    assert [c["index"] for c in clips] == list(range(len(clips)))
    for clip in clips:
        assert pcm_of(base64.b64decode(clip["audio"]))[0] == 24000
    done = events[-1][1]
    assert done["transcript"] == QUESTION and done["answer"] == "".join(d["text"] for n, d in events if n == "token")


def test_what_is_spoken_is_speakable(nginx, recordings, fake):
    post(nginx, (recordings / "q.wav").read_bytes())
    spoken = [t["input"] for t in fake.asked("tts")]
    assert spoken
    for text in spoken:
        assert not set(text) & set("[]*#<>_`|") and "://" not in text


# --- when something is unreachable ------------------------------------------------------------------


@pytest.mark.parametrize("mode", ["error", "error_second", "mp3"])
def test_tts_fails(server, recordings, fake, mode):
    fake.mode["tts"] = mode
    answer = post(server, (recordings / "q.wav").read_bytes())
    body = answer.json()
    assert answer.status_code == 200 and "15.00" in body["answer"]
    if mode != "error_second" or fake.count("tts") > 1:
        assert body["audio"] == "" and body["degraded"] is True


@pytest.mark.parametrize("mode", ["error", "html"])
def test_stt_fails(server, recordings, fake, mode):
    fake.mode["stt"] = mode
    is_problem(post(server, (recordings / "q.wav").read_bytes()), 502, "speech_failed", "Failed to process audio")


@pytest.mark.parametrize("transcript", ["", "  \n", "[BLANK_AUDIO]", "(musik)"])
def test_nothing_heard(server, recordings, fake, transcript):
    fake.transcript = transcript
    conversation = new_id()
    body = post(server, (recordings / "q.wav").read_bytes(), conversation=conversation).json()
    assert body["transcript"] == "" and body["sources"] == [] and body["grounded"] is False
    assert "ulangi" in body["answer"] and body["audio"]
    assert body["usage"]["total_tokens"] == 0


def test_silence_is_not_even_recognised(server, fake):
    body = post(server, wav(2, 16000)[:44] + bytes(64000)).json()
    assert body["transcript"] == "" and "ulangi" in body["answer"]
    assert fake.count("stt") == 0


# --- what is refused ------------------------------------------------------------------------------


def test_no_part(server, fake):
    headers = {"X-Conversation-Id": new_id()}
    for more in ({"files": {"other": ("a.wav", b"x")}}, {"data": {"audio": "text"}}, {"data": b"not a form"},
                 {"json": {"audio": "x"}}, {"files": {"audio": (None, b"no file")}}):
        is_problem(server.request("POST", "/v1/audio", headers=headers, **more), *MISSING)


def test_empty_filename(server, fake):
    body = b'--B\r\nContent-Disposition: form-data; name="audio"; filename=""\r\n\r\n\r\n--B--\r\n'
    answer = server.request("POST", "/v1/audio", data=body, headers={
        "X-Conversation-Id": new_id(), "Content-Type": "multipart/form-data; boundary=B"})
    is_problem(answer, 400, "audio_no_file", "No audio file selected")


@pytest.mark.parametrize("body", [
    b"", b"--B", b"--B--", b'--B\r\nContent-Disposition: form-data; name="audio"; filename="a.wav"\r\n\r\nRIFF',
    b"--B\r\n" + b"X: y\r\n" * 5000, b"--B\r\n\r\n\r\n--B--", b"\r\n--B\r\nfoo\r\n" * 100,
], ids=range(7))
def test_malformed_form(server, fake, body):
    answer = server.request("POST", "/v1/audio", data=body, headers={
        "X-Conversation-Id": new_id(), "Content-Type": "multipart/form-data; boundary=B"})
    is_problem(answer, *MISSING)


def test_order_of_checks(server, recordings, fake):
    question = (recordings / "q.wav").read_bytes()
    assert post(server, question, key=None).json()["code"] == "api_key_missing"
    assert post(server, question, key="wrong").json()["code"] == "api_key_invalid"
    assert post(server, question, headers={"X-Conversation-Id": "a b"}).json()["code"] == "conversation_id_invalid"
    assert server.get("/v1/audio").status_code == 405


@pytest.fixture(scope="session")
def hostile(recordings):
    """name -> content: recordings that must neither be answered nor leave a trace."""
    folder = recordings
    secret = folder / "rahasia.wav"
    secret.write_bytes(wav(1, 16000))
    made = {
        "empty.wav": b"",
        "text.mp3": b"Ini bukan rekaman sama sekali.\n" * 50,
        "playlist.mp3": f"#EXTM3U\n#EXTINF:1,\nfile://{secret}\n".encode(),
        "concat.wav": f"ffconcat version 1.0\nfile {secret}\n".encode(),
        "page.webm": b"<html><audio src=x></html>",
        "program.ogg": b"\x7fELF" + bytes(500),
        "header.wav": wav(1)[:44],
        "header.flac": b"fLaC" + bytes(200),
        "header.ogg": b"OggS" + bytes(200),
        "header.mp4": b"\0\0\0\x18ftypmp42" + bytes(200),
        "header.webm": b"\x1a\x45\xdf\xa3\x9f\x42\x82\x84webm" + bytes(200),
        "header.mp3": b"ID3\x04" + bytes(200),
    }
    ffmpeg("-f", "lavfi", "-i", "anullsrc=r=8000:cl=mono", "-t", "3600", "-c:a", "flac", "-compression_level", "0",
           folder / "hour.flac")
    ffmpeg("-f", "lavfi", "-i", "anullsrc=r=8000:cl=mono", "-t", "900", "-c:a", "libopus", "-b:a", "6k",
           "-compression_level", "0", folder / "quarter.ogg")
    ffmpeg("-f", "lavfi", "-i", "anullsrc=r=192000:cl=7.1", "-t", "130", "-c:a", "flac", "-compression_level", "0",
           folder / "bomb.flac")
    ffmpeg("-f", "lavfi", "-i", "color=size=64x64:rate=5", "-t", "2", "-c:v", "mpeg4", folder / "film.mp4")
    for name in ("hour.flac", "quarter.ogg", "bomb.flac", "film.mp4"):
        made[name] = (folder / name).read_bytes()
    return made


def test_hostile_files(server, hostile, fake):
    for name, content in hostile.items():
        answer = post(server, content, name)
        assert (answer.status_code, answer.json()["code"]) == (400, "audio_format"), (name, answer.text)
        is_problem(answer, *FORMAT)
    assert post(server, wav(1), "rekaman.exe").json()["code"] == "audio_format"
    assert post(server, wav(1), "rekaman").json()["code"] == "audio_format"
    assert post(server, wav(1), "wav").json()["code"] == "audio_format"
    assert fake.count("stt") == 0


# Written by recorders and pipes: complete, though some don't say how long they are.
OPEN_ENDED = {
    "pipe.wav": ["-f", "wav", "pipe:1"],
    "pipe.flac": ["-f", "flac", "pipe:1"],
    "short-end.flac": ["-af", "atrim=end_sample=30740", "-frame_size", "1024"],  # the last frame is a millisecond long
    "pipe.mp3": ["-c:a", "libmp3lame", "-f", "mp3", "pipe:1"],
    "variable.mp3": ["-c:a", "libmp3lame", "-q:a", "4"],
    "no-xing.mp3": ["-c:a", "libmp3lame", "-write_xing", "0"],
    "tagged.mp3": ["-c:a", "libmp3lame", "-id3v2_version", "3", "-write_id3v1", "1", "-write_apetag", "1",
                   "-metadata", "title=Pertanyaan"],
    "pipe.ogg": ["-c:a", "libopus", "-f", "ogg", "pipe:1"],
    "vorbis.ogg": ["-c:a", "libvorbis"],
    "flac.ogg": ["-c:a", "flac"],
    "fragments.mp4": ["-c:a", "aac", "-movflags", "frag_keyframe+empty_moov", "-frag_duration", "500000", "-f", "mp4",
                      "pipe:1"],
    "index-first.m4a": ["-c:a", "aac", "-movflags", "+faststart"],
    "browser.webm": ["-c:a", "libopus", "-f", "webm", "-live", "1", "pipe:1"],
    "clusters.webm": ["-c:a", "libopus", "-f", "webm", "-live", "1", "-cluster_time_limit", "500", "pipe:1"],
    "vorbis.webm": ["-c:a", "libvorbis"],
}


@pytest.fixture(scope="session")
def open_ended(recordings):
    made = {}
    for name, options in OPEN_ENDED.items():
        piped = options[-1] == "pipe:1"
        done = run("ffmpeg", "-y", "-nostdin", "-loglevel", "error", "-i", recordings / "spoken.wav", *options,
                   *([] if piped else [recordings / name]))
        made[name] = done if piped else (recordings / name).read_bytes()
    ogg = made["pipe.ogg"]
    last = ogg.rindex(b"OggS")
    made["chained.ogg"] = ogg * 3
    made["no-end.ogg"] = ogg[:last] or ogg  # the recorder was switched off
    made["twice.mp3"] = made["tagged.mp3"] * 2
    made["garbage.mp3"] = made["no-xing.mp3"] + b"some words that are no sound\n" * 20
    for name in ("wav", "flac", "ogg", "m4a", "webm"):
        made[f"garbage.{name}"] = (recordings / f"q.{name}").read_bytes() + b"some words that are no sound\n" * 20
    made["zeros.ogg"] = ogg + bytes(1000)
    return made


def test_what_is_merely_open_ended(nginx, open_ended, fake):
    for name, content in open_ended.items():
        answer = post(nginx, content, name)
        assert answer.status_code == 200, (name, answer.text)
        assert 1 < len(pcm_of(fake.asked("stt")[-1]["file"])[1]) / 32000 < 20, name


def cuts(content):
    """A quarter, half, nine tenths, all but the last byte, the first thousand bytes."""
    n = len(content)
    return {"quarter": n // 4, "half": n // 2, "most": n * 9 // 10, "last byte": n - 1, "start": 1000}


def test_what_is_cut(nginx, recordings, open_ended, fake):
    """A recording that lacks bytes which the file announces, even a single one, is refused."""
    whole = {f"q.{name}": (recordings / f"q.{name}").read_bytes() for name in FORMATS}
    # written to a pipe, these two don't say how long they are, nor (WAV) where a part ends
    whole |= {name: content for name, content in open_ended.items()
              if name not in ("pipe.wav", "garbage.wav") and not name.startswith(("garbage", "zeros", "twice",
                      "tagged"))}
    wrong = []
    for name, content in whole.items():
        for where, n in cuts(content).items():
            answer = post(nginx, content[:n], name)
            if (answer.status_code, answer.json().get("code")) != FORMAT[:2]:
                wrong.append((name, where, answer.status_code))
    assert wrong == []
    assert fake.count("stt") == 0


def files_of(folder):
    return sorted(str(p) for p in pathlib.Path(folder).rglob("*"))


def test_no_trace(voice, nginx, recordings, fake):
    before = files_of(voice.folder)
    tmp = set(os.listdir("/tmp"))
    for name in ("q.wav", "q.m4a"):
        post(nginx, (recordings / name).read_bytes(), name)
    post(nginx, b"ID3" + bytes(5000), "x.mp3")
    assert files_of(voice.folder) == before
    assert not {n for n in set(os.listdir("/tmp")) - tmp if "audio" in n or "record" in n}
    assert QUESTION not in voice.log.read_text()


def test_too_large(server, fake):
    content = wav(1)[:44] + bytes((16 << 20) - 44)
    is_problem(post(server, content), 413, "audio_too_large", "Audio file too large (max 16 MB)")


def test_no_turn(make_stack):
    """A recording that gets no place within half of REQUEST_TIMEOUT is refused, with Retry-After."""
    stack = make_stack(responders=1, AUDIO_PARALLEL=1, REQUEST_TIMEOUT=4)
    form = b'--batas\r\nContent-Disposition: form-data; name="audio"; filename="q.wav"\r\n\r\n' + wav(1)
    upload = fcgi_client.request("POST", "/v1/audio", form, CONTENT_TYPE="multipart/form-data; boundary=batas",
                                 HTTP_X_API_KEY=KEY, HTTP_X_CONVERSATION_ID=new_id())
    with fcgi_client.connect(stack.fcgi) as slow:
        slow.sendall(upload[:-1000])
        wait_until(lambda: files_in_memory(stack.pids[0]))
        answer = post(stack.client, wav(1))
    is_problem(answer, 503, "overloaded", "Too many requests at once")
    assert int(answer.headers["Retry-After"]) > 0


def at_once(client, n, content, **more):
    with ThreadPoolExecutor(n) as pool:
        return list(pool.map(lambda _: post(client, content, timeout=240 * PATIENCE, **more), range(n)))


@pytest.mark.skipif("ITB_TEST_SANITIZED" in os.environ, reason="sanitizers keep memory of their own")
def test_largest_recordings_at_once(voice, nginx, fake, capsys):
    """Fifty uploads of 15 MB: all are answered, and each responder takes only the memory for AUDIO_PARALLEL of them."""
    lump = wav(1, 16000, placeholder=True)[:44] + bytes(15 << 20)  # eight minutes of silence: refused once decoded
    before = sum(rss_kib(pid) for pid in voice.pids)
    with Peak(voice.pids) as peak:
        answers = at_once(nginx, 50, lump)
    with capsys.disabled():
        print(f"\nfifty uploads of 15 MB at once: {peak}")
    assert [a.status_code for a in answers] == [400] * 50
    # two responders, eight recordings each: the file, four megabytes of samples, ffmpeg
    assert peak.all < 16 * (15 + 4 + 25) << 20
    assert peak.most_children <= 16
    assert sum(rss_kib(pid) for pid in voice.pids) - before < 150 << 10


@pytest.mark.skipif("ITB_TEST_SANITIZED" in os.environ, reason="sanitizers keep memory of their own")
def test_longest_questions_at_once(voice, nginx, fake, capsys):
    """Fifty recordings of 110 s, all with transcript, emotion and spoken answer."""
    with Peak(voice.pids) as peak:
        answers = at_once(nginx, 50, wav(110, 16000), query="?audio=base64")
    with capsys.disabled():
        print(f"\nfifty questions of 110 s at once: {peak}")
    assert [a.status_code for a in answers] == [200] * 50
    heard = [a.json() | {"audio": bool(a.json()["audio"])} for a in answers]
    assert [h for h in heard if not h["audio"] or h["transcript"] != QUESTION] == []
    # for each: the samples, the same as WAV, and as the body of a form
    assert peak.all < 50 * 3 * 4 + 16 * (4 + 25) << 20
    # everything opened for the work is closed after it
    wait_until(lambda: not any(files_in_memory(pid) for pid in voice.pids))
    wait_until(lambda: not any(list(children(pid)) for pid in voice.pids))


# --- other providers --------------------------------------------------------------------------------


def test_prosa(make_stack, recordings, fake):
    stack = make_stack(PROSA_STT_URL=fake.url.replace("http", "ws") + "/prosa/stt", PROSA_STT_API_KEY="kunci-asr",
                       PROSA_TTS_URL=fake.url.replace("http", "ws") + "/prosa/tts", PROSA_TTS_API_KEY="kunci-tts")
    body = post(stack.client, (recordings / "q.webm").read_bytes(), "a.webm").json()
    assert body["transcript"] == QUESTION
    assert pcm_of(bytes.fromhex(body["audio"]))[0] == 8000
    asked = fake.asked("stt")[0]
    assert asked["headers"]["x-api-key"] == "kunci-asr"
    assert (asked["label"], asked["model"], asked["include_partial"]) == ("itb-chatbot", "asr-general-online", False)
    assert max(asked["frames"]) <= 16000 and asked["ended"] and pcm_of(asked["file"])[0] == 16000
    spoken = fake.asked("tts")
    assert {s["token"] for s in spoken} == {"kunci-tts"}
    assert {(s["model"], s["audio_format"], s["sample_rate"]) for s in spoken} == {
        ("tts-ghifari-professional", "wav", 8000)}
    fake.mode["stt"] = "close"
    is_problem(post(stack.client, (recordings / "q.wav").read_bytes()), 502, "speech_failed", "Failed to process audio")


def openssl(folder, *words):
    run("openssl", *words, cwd=folder)


@pytest.fixture(scope="module")
def private(tmp_path_factory):
    """Speech services whose certificate a private authority signed."""
    folder = tmp_path_factory.mktemp("authority")
    for name in ("ca", "other"):
        openssl(folder, "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", f"{name}.key", "-out",
                f"{name}.pem",
                "-days", "2", "-subj", f"/CN=otoritas {name}")
    openssl(folder, "req", "-newkey", "rsa:2048", "-nodes", "-keyout", "key", "-out", "csr", "-subj", "/CN=uji")
    (folder / "names").write_text("subjectAltName=IP:127.0.0.1\n")
    openssl(folder, "x509", "-req", "-in", "csr", "-CA", "ca.pem", "-CAkey", "ca.key", "-CAcreateserial", "-days", "2",
            "-extfile", "names", "-out", "cert")
    (folder / "both").write_text((folder / "cert").read_text() + (folder / "key").read_text())
    fake = FakeSpeech(certificate=folder / "both")
    fake.transcript, fake.folder = QUESTION, folder
    yield fake
    fake.stop()


def over_wss(fake):
    url = fake.url.replace("https", "wss")
    return {"PROSA_STT_URL": url + "/prosa/stt", "PROSA_STT_API_KEY": "kunci-asr", "PROSA_TTS_URL": url + "/prosa/tts",
            "PROSA_TTS_API_KEY": "kunci-tts"}


@pytest.mark.parametrize("protocol", ["wss", "https"])
def test_over_tls(make_stack, recordings, private, protocol):
    private.seen.clear()
    services = over_wss(private) if protocol == "wss" else {"STT_URL": private.url + "/v1", "TTS_URL": private.url
                                                            + "/v1"}
    stack = make_stack(SPEECH_CA_FILE=private.folder / "ca.pem", EMOTION_ANALYSIS_URL=private.url,
                       EMOTION_WAIT_MS=20000,
                       **services)
    body = post(stack.client, (recordings / "q.webm").read_bytes(), "a.webm").json()
    assert body["transcript"] == QUESTION and body["emotion"] == "happy"
    assert pcm_of(bytes.fromhex(body["audio"]))[0] == (8000 if protocol == "wss" else 24000)
    long = wav(110, 16000)  # 3.5 MB up, in frames that fill the connection
    assert post(stack.client, long).json()["transcript"] == QUESTION
    assert pcm_of(private.asked("stt")[-1]["file"])[1] == long[44:]


@pytest.mark.parametrize("authority", ["other.pem", None])
def test_a_stranger_over_tls(make_stack, recordings, private, authority):
    private.seen.clear()
    stack = make_stack(**over_wss(private), **({"SPEECH_CA_FILE": private.folder / authority} if authority else {}))
    is_problem(post(stack.client, (recordings / "q.wav").read_bytes()), 502, "speech_failed", "Failed to process audio")
    assert private.count("stt") == 0 and "certificate" in stack.log.read_text()


@pytest.mark.parametrize("mode", ["flood", "huge claim", "vanish", "close", "drip", "no JSON", "many"])
def test_prosa_over_tls_misbehaves(make_stack, recordings, private, mode):
    private.mode["stt"] = mode
    stack = make_stack(**over_wss(private), SPEECH_CA_FILE=private.folder / "ca.pem")
    answer = post(stack.client, (recordings / "q.wav").read_bytes())
    private.mode.clear()
    if mode in ("drip", "no JSON", "many"):
        assert answer.json()["transcript"] == QUESTION
    else:
        is_problem(answer, 502, "speech_failed", "Failed to process audio")


def test_command_and_espeak(make_stack, recordings, tmp_path):
    program = tmp_path / "dengar"
    program.write_text(f"#!/bin/sh\n[ \"$1\" = id ] && head -c 4 | grep -q RIFF && echo '{QUESTION}'\n")
    program.chmod(0o755)
    stack = make_stack(STT_COMMAND=f"{program} {{lang}}")
    body = post(stack.client, (recordings / "q.wav").read_bytes()).json()
    assert body["transcript"] == QUESTION and "15.00" in body["answer"]
    rate, pcm = pcm_of(bytes.fromhex(body["audio"]))
    assert rate == 22050 and len(pcm) > 44100
    assert body["emotion"] == "neutral"


SPOKEN = {"Di mana kampus utama I T B?": "di mana kampus utama itb",
          "Apa itu tahun persiapan bersama?": "apa itu tahun persiapan bersama",
          "Apa saja fakultas di I T B?": "apa saja fakultas di itb"}


@pytest.fixture(scope="module")
def offline(tmp_path_factory):
    """The sample knowledge with pocketsphinx and espeak-ng: no fakes, no remote service."""
    if not shutil.which("pocketsphinx_continuous"):
        pytest.skip("pocketsphinx is not installed")
    stack = Stack(knowledge=tmp_path_factory.mktemp("sample"), STT_COMMAND=TREE / "share" / "voice" / "hear")
    try:
        stack.cli("ingest", str(TREE / "share" / "sample"))
        stack.start("nginx")
        client = Client(stack, "nginx")
        wait_until(lambda: client.get("/ready").status_code == 200)
        yield client
    finally:
        stack.end()


@pytest.mark.parametrize("spoken", SPOKEN)
def test_offline_and_real(offline, tmp_path, spoken):
    recording = tmp_path / "q.wav"
    run("espeak-ng", "-v", "id", "-s", "140", "-w", recording, spoken)
    body = post(offline, recording.read_bytes()).json()
    assert body["transcript"] == SPOKEN[spoken]
    assert body["grounded"] is True and body["sources"]
    rate, pcm = pcm_of(bytes.fromhex(body["audio"]))
    assert len(pcm) / 2 / rate > 3


def test_from_a_terminal(offline, tmp_path):
    recording, speech = tmp_path / "q.wav", tmp_path / "a.wav"
    run("espeak-ng", "-v", "id", "-s", "140", "-w", recording, "Di mana kampus utama I T B?")
    done = offline.stack.cli("ask", "--audio", recording, "--speech", speech)
    assert "di mana kampus utama itb" in done.stdout and "Sumber:" in done.stdout
    rate, pcm = pcm_of(speech.read_bytes())
    assert len(pcm) / 2 / rate > 3
    body = json.loads(offline.stack.cli("ask", "--json", "--audio", recording, "--speech", speech).stdout)
    assert body["transcript"] == "di mana kampus utama itb" and body["grounded"] is True
    failed = offline.stack.cli("ask", "--audio", __file__, check=False)
    assert failed.returncode == 1 and "audio" in failed.stderr
    assert offline.stack.cli("ask", "--audio", recording, "Apa itu ITB?", check=False).returncode == 64


def test_nothing_set_up(make_stack, recordings):
    stack = make_stack()
    is_problem(post(stack.client, (recordings / "q.wav").read_bytes()), 502, "speech_failed", "Failed to process audio")


def test_recordings_are_kept_when_wanted(make_stack, recordings, fake, tmp_path):
    stack = make_stack(AUDIO_KEEP="yes", AUDIO_DIR=tmp_path / "kept", STT_URL=fake.url + "/v1", TTS_PROVIDER="none")
    body = post(stack.client, (recordings / "q.ogg").read_bytes(), "a.ogg").json()
    assert body["degraded"] is True and body["audio"] == ""
    kept = list((tmp_path / "kept").iterdir())
    assert [k.name for k in kept] == [body["request_id"] + ".ogg"]
    assert kept[0].read_bytes() == (recordings / "q.ogg").read_bytes() and kept[0].stat().st_mode & 0o777 == 0o600


def test_reader_going_away_ends_the_work(make_stack, recordings, fake):
    fake.delay["tts"] = 0.2
    stack = make_stack(STT_URL=fake.url + "/v1", TTS_URL=fake.url + "/v1", TTS_PARALLEL=1)
    with stack.client.request("POST", "/v1/audio", stream=True, files={
            "audio": ("a.wav", (recordings / "q.wav").read_bytes())}, headers={
                "X-Conversation-Id": new_id(), "Accept": "text/event-stream"}) as answer:
        next(answer.iter_lines())
    wait_until(lambda: any(x.get("path") == "/v1/audio" for x in stack.log_lines()))


# --- OpenAI's routes of speech ----------------------------------------------------------


def transcribe(client, content, name="rekaman.wav", key=KEY, **data):
    return client.request("POST", "/v1/audio/transcriptions", key=key, data={"model": "whisper-1"} | data,
                          files={"file": (name, content, "audio/wav")})


def test_transcription(server, recordings, fake):
    content = (recordings / "q.webm").read_bytes()
    assert transcribe(server, content, "q.webm").json() == {"text": QUESTION}
    assert transcribe(server, content, "q.webm", response_format="text").text == QUESTION
    assert fake.asked("stt")[-1]["language"] == "id"
    body = transcribe(server, content, "q.webm", response_format="verbose_json", language="en").json()
    assert body["text"] == QUESTION and body["duration"] > 1
    assert fake.asked("stt")[-1]["language"] == "en"
    assert transcribe(server, wav(1, frequency=0)).json() == {"text": ""}


def test_transcription_refused(server, recordings):
    content = (recordings / "q.wav").read_bytes()
    for answer, status, code in (
            (transcribe(server, content, response_format="srt"), 400, "param_invalid"),
            (transcribe(server, content, "q.txt"), 400, "audio_format"),
            (server.request("POST", "/v1/audio/transcriptions", files={"audio": ("q.wav", content)}),
             400, "audio_missing"),
            (transcribe(server, content, key=None), 401, "api_key_missing")):
        assert (answer.status_code, answer.json()["error"]["code"]) == (status, code), answer.text


def test_speech(server, fake):
    speech = lambda **body: server.request("POST", "/v1/audio/speech", json={"model": "tts-1", "voice": "alloy"} | body)
    answer = speech(input="Perpustakaan buka pukul delapan. Datanglah pagi-pagi!")
    assert answer.headers["Content-Type"] == "audio/wav"
    rate, pcm = pcm_of(answer.content)
    assert rate == 24000 and len(pcm) > 2000
    for body in ({"input": " "}, {"input": "***"}, {"input": "x" * 3001}, {"input": "Halo.", "response_format": "mp3"},
                 {"input": "Halo.", "response_format": {}}):
        answer = speech(**body)
        assert answer.status_code == 400 and answer.json()["error"]["param"] in ("input", "response_format")
    fake.mode["tts"] = "error"
    assert speech(input="Halo.").json()["error"]["code"] == "speech_failed"


def test_speech_without_a_provider(make_stack):
    client = make_stack(STT_PROVIDER="none", TTS_PROVIDER="none").client
    for answer in (transcribe(client, b"x"), client.request("POST", "/v1/audio/speech", json={"input": "Halo."})):
        assert answer.json()["error"]["code"] == "not_configured"
        assert answer.headers["Content-Type"].startswith("application/json")
        assert answer.status_code == 501
