using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace RuanKao.Portal.Persistence.Migrations.SqlServer
{
    /// <inheritdoc />
    public partial class Seats : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<int>(
                name: "ClosedCount",
                table: "ExamRooms",
                type: "int",
                nullable: false,
                defaultValue: 0);

            migrationBuilder.AddColumn<string>(
                name: "ClosedSeats",
                table: "ExamRooms",
                type: "nvarchar(400)",
                maxLength: 400,
                nullable: false,
                defaultValue: "");

            migrationBuilder.AddColumn<bool>(
                name: "IsPaper",
                table: "ExamRooms",
                type: "bit",
                nullable: false,
                defaultValue: false);

            migrationBuilder.AddColumn<int>(
                name: "SpareMachines",
                table: "ExamRooms",
                type: "int",
                nullable: false,
                defaultValue: 0);

            migrationBuilder.AddColumn<Guid>(
                name: "SeatRunId",
                table: "AdmissionTickets",
                type: "uniqueidentifier",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "SeatWhy",
                table: "AdmissionTickets",
                type: "nvarchar(120)",
                maxLength: 120,
                nullable: true);

            migrationBuilder.CreateTable(
                name: "SeatRuns",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    RoundId = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    InstitutionCode = table.Column<string>(type: "nvarchar(2)", maxLength: 2, nullable: false),
                    Seed = table.Column<string>(type: "nvarchar(64)", maxLength: 64, nullable: false),
                    Batch = table.Column<int>(type: "int", nullable: true),
                    NeedsFirst = table.Column<bool>(type: "bit", nullable: false),
                    PapersApart = table.Column<bool>(type: "bit", nullable: false),
                    GroupsSpread = table.Column<bool>(type: "bit", nullable: false),
                    Rooms = table.Column<string>(type: "nvarchar(40)", maxLength: 40, nullable: false),
                    Seated = table.Column<int>(type: "int", nullable: false),
                    Moved = table.Column<int>(type: "int", nullable: false),
                    Freed = table.Column<int>(type: "int", nullable: false),
                    SamePaperPairs = table.Column<int>(type: "int", nullable: false),
                    SameGroupPairs = table.Column<int>(type: "int", nullable: false),
                    At = table.Column<DateTime>(type: "datetime2", nullable: false),
                    UserId = table.Column<Guid>(type: "uniqueidentifier", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_SeatRuns", x => x.Id);
                    table.ForeignKey(
                        name: "FK_SeatRuns_ExamRounds_RoundId",
                        column: x => x.RoundId,
                        principalTable: "ExamRounds",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "FK_SeatRuns_Institutions_InstitutionCode",
                        column: x => x.InstitutionCode,
                        principalTable: "Institutions",
                        principalColumn: "Code",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "SeatSettings",
                columns: table => new
                {
                    RoundInstitutionId = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    NeedsFirst = table.Column<bool>(type: "bit", nullable: false),
                    PapersApart = table.Column<bool>(type: "bit", nullable: false),
                    GroupsSpread = table.Column<bool>(type: "bit", nullable: false),
                    Rooms = table.Column<string>(type: "nvarchar(40)", maxLength: 40, nullable: false),
                    Version = table.Column<int>(type: "int", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_SeatSettings", x => x.RoundInstitutionId);
                    table.ForeignKey(
                        name: "FK_SeatSettings_RoundInstitutions_RoundInstitutionId",
                        column: x => x.RoundInstitutionId,
                        principalTable: "RoundInstitutions",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "TicketNumberCounters",
                columns: table => new
                {
                    RoundId = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    Prefix = table.Column<string>(type: "nvarchar(16)", maxLength: 16, nullable: false),
                    Last = table.Column<int>(type: "int", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_TicketNumberCounters", x => new { x.RoundId, x.Prefix });
                    table.ForeignKey(
                        name: "FK_TicketNumberCounters_ExamRounds_RoundId",
                        column: x => x.RoundId,
                        principalTable: "ExamRounds",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateIndex(
                name: "IX_AdmissionTickets_SeatRunId",
                table: "AdmissionTickets",
                column: "SeatRunId");

            migrationBuilder.CreateIndex(
                name: "IX_SeatRuns_InstitutionCode",
                table: "SeatRuns",
                column: "InstitutionCode");

            migrationBuilder.CreateIndex(
                name: "IX_SeatRuns_RoundId_InstitutionCode_At",
                table: "SeatRuns",
                columns: new[] { "RoundId", "InstitutionCode", "At" });

            migrationBuilder.AddForeignKey(
                name: "FK_AdmissionTickets_SeatRuns_SeatRunId",
                table: "AdmissionTickets",
                column: "SeatRunId",
                principalTable: "SeatRuns",
                principalColumn: "Id",
                onDelete: ReferentialAction.Restrict);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropForeignKey(
                name: "FK_AdmissionTickets_SeatRuns_SeatRunId",
                table: "AdmissionTickets");

            migrationBuilder.DropTable(
                name: "SeatRuns");

            migrationBuilder.DropTable(
                name: "SeatSettings");

            migrationBuilder.DropTable(
                name: "TicketNumberCounters");

            migrationBuilder.DropIndex(
                name: "IX_AdmissionTickets_SeatRunId",
                table: "AdmissionTickets");

            migrationBuilder.DropColumn(
                name: "ClosedCount",
                table: "ExamRooms");

            migrationBuilder.DropColumn(
                name: "ClosedSeats",
                table: "ExamRooms");

            migrationBuilder.DropColumn(
                name: "IsPaper",
                table: "ExamRooms");

            migrationBuilder.DropColumn(
                name: "SpareMachines",
                table: "ExamRooms");

            migrationBuilder.DropColumn(
                name: "SeatRunId",
                table: "AdmissionTickets");

            migrationBuilder.DropColumn(
                name: "SeatWhy",
                table: "AdmissionTickets");
        }
    }
}
